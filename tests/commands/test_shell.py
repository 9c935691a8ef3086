"""What a shell says of where Terraform keeps its state is not listened to."""

import pytest

from tools.shell import ignore_redirection

REDIRECTIONS = {
    "TF_WORKSPACE": "mine",
    "TF_DATA_DIR": "elsewhere",
    "TF_CLI_ARGS": "-state=other",
    "TF_CLI_ARGS_plan": "-target=x",
    "TF_VAR_region": "x",
    "TF_FORCE_LOCAL_BACKEND": "1",
    "TF_CLOUD_ORGANIZATION": "x",
    "CDKTF_OUTDIR": "elsewhere",
    "CDKTF_CONTEXT_JSON": '{"excludeStackIdFromLogicalIds": "true"}',
}
ORDINARY = {
    "PATH": "/bin",
    "AWS_PROFILE": "audit",
    "LOGGING_REGION": "eu-west-1",
    "TERRAFORM_BINARY_NAME": "tofu",
    "TF_CLI_CONFIG_FILE": "x.tfrc",
    "TF_LOG": "debug",
    "TF_PLUGIN_CACHE_DIR": "cache",
}


@pytest.mark.parametrize("name", REDIRECTIONS)
def test_what_redirects_is_taken_out_with_one_sentence(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    environment = {**ORDINARY, name: REDIRECTIONS[name]}
    ignore_redirection(environment)
    assert environment == ORDINARY
    printed = capsys.readouterr()
    assert printed.out == ""
    (sentence,) = printed.err.splitlines()
    assert sentence.startswith(f"Ignored: {name}. ")


def test_whatever_else_stays_and_nothing_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    environment = dict(ORDINARY)
    ignore_redirection(environment)
    assert environment == ORDINARY
    assert capsys.readouterr() == ("", "")
