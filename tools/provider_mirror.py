"""Finds the pinned AWS provider on a machine that cannot, or should not, download it."""

import json
import os
import platform
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

PROVIDER = "registry.terraform.io/hashicorp/aws"
VERSION = "5.100.0"
VARIABLE = "TERRAFORM_PROVIDER_MIRROR"

ADD_ONS = Path("/opt")
SHARED = "/usr/local/share:/usr/share"


def cli_configuration(environment: Mapping[str, str]) -> str | None:
    """Returns a Terraform CLI configuration that takes the AWS provider from a local mirror.

    The mirror is the folder that `TERRAFORM_PROVIDER_MIRROR` names, or else the first that holds
    the pinned provider among those that Terraform looks into by itself and those in `/opt`. The
    user's own configuration is kept in front. None means that Terraform needs no help: there is
    no mirror, or the user's configuration says where providers come from.

    Exits with one sentence when the variable names a folder without the provider.

    https://developer.hashicorp.com/terraform/cli/config/config-file#provider-installation
    """
    own = _content(Path(environment.get("TF_CLI_CONFIG_FILE") or _home() / ".terraformrc"))
    if named := environment.get(VARIABLE):
        if not _holds_provider(Path(named)):
            sys.exit(f"{VARIABLE} = {named}: holds no {PROVIDER} {VERSION} for this machine")
        return _installation(Path(named))
    if "provider_installation" in own:
        return None
    found = next((folder for folder in _usual_places(environment) if _holds_provider(folder)), None)
    return own + _installation(found) if found else None


def _installation(folder: Path) -> str:
    return f"""
provider_installation {{
  filesystem_mirror {{
    path    = {json.dumps(str(folder.resolve()))}
    include = ["{PROVIDER}"]
  }}
  direct {{
    exclude = ["{PROVIDER}"]
  }}
}}
"""


def _usual_places(environment: Mapping[str, str]) -> Iterator[Path]:
    """Terraform's implied local mirrors on Linux and macOS, then the add-on folder of Unix."""
    home = _home()
    yield Path("terraform.d/plugins")
    yield home / ".terraform.d/plugins"
    yield home / "Library/Application Support/io.terraform/plugins"
    yield Path("/Library/Application Support/io.terraform/plugins")
    yield Path(environment.get("XDG_DATA_HOME") or home / ".local/share") / "terraform/plugins"
    for shared in (environment.get("XDG_DATA_DIRS") or SHARED).split(":"):
        yield Path(shared) / "terraform/plugins"
    yield from sorted(ADD_ONS.glob("*"))


def _holds_provider(folder: Path) -> bool:
    architecture = {"x86_64": "amd64", "aarch64": "arm64"}.get(
        machine := platform.machine(), machine
    )
    target = f"{sys.platform}_{architecture}"
    unpacked = folder / PROVIDER / VERSION / target
    packed = folder / PROVIDER / f"terraform-provider-aws_{VERSION}_{target}.zip"
    try:
        return unpacked.is_dir() or packed.is_file()
    except OSError:
        # What may not be looked into is none.
        return False


def _content(file: Path) -> str:
    try:
        return file.read_text("utf-8", "surrogateescape")
    except OSError:
        return ""


def _home() -> Path:
    """Returns the home folder; where there is none, one in which nothing is."""
    try:
        return Path.home()
    except RuntimeError:
        return Path(os.devnull)
