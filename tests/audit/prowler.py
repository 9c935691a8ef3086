"""prowler: asks the AWS that was deployed to."""

import json
import logging
from typing import Any

from tests.audit.findings import Finding, Scan, same_in_every_run
from tests.audit.scanner import ScannerError, run
from tests.integration.deployment import Deployment

NAME = "prowler"
SERVICES = ("athena", "cloudtrail", "cloudwatch", "glue", "iam", "kms", "s3", "sns")


def scan(scenario: str, deployment: Deployment) -> Scan:
    """Returns what prowler says about what AWS then holds.

    https://docs.prowler.com/user-guide/cli/tutorials/misc
    """
    # It also asks for what this AWS does not have, which would be a traceback each time.
    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    folder = deployment.folder / NAME
    # S3's account-wide settings are asked of a host with the account in its name, which this AWS
    # has not; one that only a proxy could resolve is not even looked up.
    elsewhere = {"AWS_ENDPOINT_URL_S3_CONTROL": "http://s3-control.invalid"}
    run(
        NAME,
        *("aws", "--region", deployment.settings.region, "--service", *SERVICES),
        *("--aws-retries-max-attempts", "1", "--ignore-exit-code-3"),
        *("--output-formats", "json-ocsf", "--output-filename", NAME),
        *("--output-directory", str(folder)),
        environment={**deployment.environment, **elsewhere},
        statuses=(0,),
    )
    return parse(scenario, (folder / f"{NAME}.ocsf.json").read_text())


def parse(scenario: str, report: str) -> Scan:
    """Returns the scan that prowler wrote; what it leaves to a person to check is not in it."""
    results: list[dict[str, Any]] = json.loads(report)
    passed = sum(result["status_code"] == "PASS" for result in results)
    if not passed:
        raise ScannerError(f"{NAME} reached no AWS: it found nothing that passes")
    findings = [
        Finding(
            scenario=scenario,
            scanner=NAME,
            check=result["metadata"]["event_code"],
            resource=same_in_every_run(resource["uid"]),
            says=result["finding_info"]["title"],
        )
        for result in results
        if result["status_code"] == "FAIL"
        for resource in result["resources"]
    ]
    return Scan(scenario, NAME, passed, frozenset(findings))
