"""Where the AWS provider comes from on a machine without Terraform's registry."""

import platform
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Stacks
from tools import cdktf, provider_mirror
from tools.provider_mirror import PROVIDER, VARIABLE, VERSION, cli_configuration

MACHINE = platform.machine().replace("x86_64", "amd64").replace("aarch64", "arm64")
TARGET = f"{sys.platform}_{MACHINE}"


def unpacked(folder: Path) -> Path:
    (folder / PROVIDER / VERSION / TARGET).mkdir(parents=True)
    return folder


def packed(folder: Path) -> Path:
    (folder / PROVIDER).mkdir(parents=True)
    (folder / PROVIDER / f"terraform-provider-aws_{VERSION}_{TARGET}.zip").touch()
    return folder


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder, and a working folder, of which nobody has put anything."""
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "home")
    (tmp_path / "home").mkdir()
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setattr(provider_mirror, "ADD_ONS", tmp_path / "opt")
    monkeypatch.setattr(provider_mirror, "SHARED", str(tmp_path / "shared"))
    return tmp_path / "home"


def test_without_a_mirror_terraform_uses_its_registry(tmp_path: Path) -> None:
    assert cli_configuration({}) is None
    environment = cdktf.environment({"HOME": "x"}, tmp_path / "scratch")
    assert "TF_CLI_CONFIG_FILE" not in environment
    assert "CDKTF_SKIP_PROVIDER_LOCK" not in environment


@pytest.mark.parametrize(
    "place",
    [
        "work/terraform.d/plugins",
        "home/.terraform.d/plugins",
        "home/.local/share/terraform/plugins",
        "shared/terraform/plugins",
        "opt/anything",
    ],
)
@pytest.mark.parametrize("layout", [unpacked, packed])
def test_a_mirror_is_found_where_machines_keep_them(
    place: str, layout: Callable[[Path], Path], tmp_path: Path
) -> None:
    folder = layout(tmp_path / place)
    configuration = cli_configuration({})
    assert configuration
    assert f'path    = "{folder}"' in configuration
    assert f'include = ["{PROVIDER}"]' in configuration
    assert f'exclude = ["{PROVIDER}"]' in configuration


def test_the_variable_comes_first_then_terraform_s_own_places(tmp_path: Path) -> None:
    named, implied = unpacked(tmp_path / "named"), unpacked(tmp_path / "home/.terraform.d/plugins")
    unpacked(tmp_path / "opt/add-on")
    assert str(named) in str(cli_configuration({VARIABLE: str(named)}))
    assert str(implied) in str(cli_configuration({}))


def test_another_version_or_machine_is_no_mirror(tmp_path: Path) -> None:
    (tmp_path / "opt/old" / PROVIDER / "5.99.0" / TARGET).mkdir(parents=True)
    (tmp_path / "opt/other" / PROVIDER / VERSION / "plan9_mips").mkdir(parents=True)
    assert cli_configuration({}) is None


def test_a_variable_that_leads_nowhere_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=f"^{VARIABLE} = .*/nowhere: holds no {PROVIDER}"):
        cli_configuration({VARIABLE: str(tmp_path / "nowhere")})


def test_the_user_s_own_configuration_is_kept(home: Path, tmp_path: Path) -> None:
    folder = unpacked(tmp_path / "opt/add-on")
    (home / ".terraformrc").write_text('credentials "example.com" {}\n')
    configuration = str(cli_configuration({}))
    assert configuration.startswith('credentials "example.com" {}')
    assert str(folder) in configuration

    own = tmp_path / "own.tfrc"
    own.write_text("disable_checkpoint = true\n")
    assert "disable_checkpoint" in str(cli_configuration({"TF_CLI_CONFIG_FILE": str(own)}))


def test_a_user_who_says_where_providers_come_from_is_not_overruled(
    home: Path, tmp_path: Path
) -> None:
    unpacked(tmp_path / "opt/add-on")
    (home / ".terraformrc").write_text("provider_installation {\n  direct {}\n}\n")
    assert cli_configuration({}) is None
    named = unpacked(tmp_path / "named")
    assert str(named) in str(cli_configuration({VARIABLE: str(named)}))


def test_a_configuration_file_that_does_not_exist_is_no_obstacle(tmp_path: Path) -> None:
    folder = unpacked(tmp_path / "opt/add-on")
    missing = {"TF_CLI_CONFIG_FILE": str(tmp_path / "missing")}
    environment = cdktf.environment(missing, tmp_path / "scratch")
    written = Path(environment["TF_CLI_CONFIG_FILE"])
    assert written.parent == tmp_path / "scratch"
    assert str(folder) in written.read_text()
    assert environment["CDKTF_SKIP_PROVIDER_LOCK"] == "true"


def test_what_may_not_be_read_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = unpacked(tmp_path / "opt/b")
    (tmp_path / "opt/a").mkdir()
    is_dir, read_text = Path.is_dir, Path.read_text

    def refused(path: Path) -> bool:
        if path.is_relative_to(tmp_path / "opt/a"):
            raise PermissionError(13, "Permission denied")
        return is_dir(path)

    def unreadable(path: Path, *how: str) -> str:
        if path.name == ".terraformrc":
            raise PermissionError(13, "Permission denied")
        return read_text(path, *how)

    monkeypatch.setattr(Path, "is_dir", refused)
    monkeypatch.setattr(Path, "read_text", unreadable)
    assert str(folder) in str(cli_configuration({}))


def test_without_a_home_the_other_places_are_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", homeless)
    assert cli_configuration({}) is None
    folder = unpacked(tmp_path / "opt/add-on")
    assert str(folder) in str(cli_configuration({}))


def test_a_configuration_in_any_encoding_is_kept_byte_for_byte(home: Path, tmp_path: Path) -> None:
    unpacked(tmp_path / "opt/add-on")
    own = "# Größe\n".encode("latin-1") + "# 담당\n".encode()
    (home / ".terraformrc").write_bytes(own)
    environment = cdktf.environment({}, tmp_path / "scratch")
    assert Path(environment["TF_CLI_CONFIG_FILE"]).read_bytes().startswith(own)


def test_the_version_is_the_one_that_the_stacks_ask_for(
    stacks_of: Callable[[str], Stacks],
) -> None:
    for stack in stacks_of("default").values():
        assert stack["terraform"]["required_providers"]["aws"]["version"] == VERSION
