"""Where Terraform remembers a stack."""


def state_file(stack: str) -> str:
    """Returns the path of a stack's state, seen from the folder that the stack is written into.

    That is `<project>/cdktf.out/stacks/<stack>`, and the state is in the project itself.
    """
    return f"../../../terraform.{stack}.tfstate"
