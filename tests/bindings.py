"""Which of the bindings of the AWS provider the stacks use."""

import re

from tools.cdktf import PROJECT

PROVIDER = "cdktf_cdktf_provider_aws"

_LINE = re.compile(rf"^\s*from {PROVIDER}\.(\w+) import ", re.MULTILINE)


def imported_by_the_stacks() -> set[str]:
    """Returns the modules of resources, data sources and the provider itself."""
    files = (PROJECT / "stacks").rglob("*.py")
    return {name for file in files for name in _LINE.findall(file.read_text())}
