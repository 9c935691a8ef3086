"""`make guardrails`: the control policies that an organisation can attach to its accounts."""

import argparse
import json
import os
import sys

from stacks.features.log_archive.settings import ROLE_ARN
from stacks.foundation.setting_rules import SettingsError
from stacks.settings import load

from tools.cdktf import PROJECT
from tools.guardrails.policies import resource_control_policy, service_control_policy

FOLDER = PROJECT / "guardrails"

WRITTEN = """\
{folder}/scp.json binds everybody in the member accounts but these roles:
{roles}
{folder}/rcp.json guards buckets and key against everybody else, from inside and outside.
Nothing is attached. In the management account, for the accounts of the trail and of the records:
    aws organizations create-policy --type SERVICE_CONTROL_POLICY --name audit-trail \\
        --description "Nobody but the deployer changes the audit trail" --content file://{folder}/scp.json
    aws organizations create-policy --type RESOURCE_CONTROL_POLICY --name audit-trail-resources \\
        --description "Nobody but the deployer changes the audit trail" --content file://{folder}/rcp.json
    aws organizations attach-policy --policy-id ID --target-id ACCOUNT"""


def main() -> None:
    """Writes a service control policy and a resource control policy, and attaches nothing."""
    parser = argparse.ArgumentParser(prog="make guardrails", description=main.__doc__)
    parser.add_argument("deployer", nargs="*", help="the ARN of a role that deploys")
    chosen: list[str] = parser.parse_args().deployer
    try:
        settings = load(PROJECT / "cdktf.json", os.environ)
    except SettingsError as error:
        sys.exit(str(error))
    wrong = [arn for arn in chosen if not ROLE_ARN.accepts(arn)]
    if wrong or not chosen:
        sys.exit(
            f"DEPLOYER = {' '.join(wrong) or 'nothing'}\n  allowed: {ROLE_ARN.allowed}; more than "
            "one in quotes, with spaces between. Nothing was written."
        )
    archive = [settings.log_archive.role_arn] if settings.log_archive else []
    roles = [*chosen, *archive]
    FOLDER.mkdir(exist_ok=True)
    for name, policy in (
        ("scp", service_control_policy(settings, roles)),
        ("rcp", resource_control_policy(settings, roles)),
    ):
        (FOLDER / f"{name}.json").write_text(json.dumps(policy, indent=2) + "\n")
    listed = "\n".join(f"    {role}" for role in roles)
    print(WRITTEN.format(folder=FOLDER.name, roles=listed))


if __name__ == "__main__":
    main()
