"""The shell that a command is typed into: what it may not decide, and what it is asked."""

import re
import sys
from collections.abc import MutableMapping

# Workspace, folder of Terraform's own files, options that are added to every command, values of
# variables, and the two by which the CDKTF CLI tells a program where to write and how to name.
# https://developer.hashicorp.com/terraform/cli/config/environment-variables
_REDIRECTS = re.compile(
    r"TF_WORKSPACE|TF_DATA_DIR|TF_CLI_ARGS(_.*)?|TF_VAR_.*|TF_FORCE_LOCAL_BACKEND"
    r"|TF_CLOUD_.*|CDKTF_OUTDIR|CDKTF_CONTEXT_JSON",
    re.IGNORECASE,
)


def ignore_redirection(environment: MutableMapping[str, str]) -> None:
    """Takes out of `environment` what would lead Terraform to another state, and says so."""
    found = sorted(name for name in environment if _REDIRECTS.fullmatch(name))
    for name in found:
        del environment[name]
    if found:
        print(
            f"Ignored: {', '.join(found)}. The state of this deployment is always the same one, "
            "whatever the shell says.",
            file=sys.stderr,
        )


def answer_to(question: str) -> str:
    """Returns what somebody types; nothing where the input ends instead (Ctrl-D)."""
    try:
        return input(question)
    except EOFError:
        # At once, before what follows on the other stream.
        print(flush=True)
        return ""
