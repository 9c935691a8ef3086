"""checkov: reads the synthesised JSON."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.audit.findings import Finding, Scan
from tests.audit.scanner import ScannerError, run
from tests.integration.deployment import Deployment

NAME = "checkov"


def scan(scenario: str, deployment: Deployment) -> Scan:
    """Returns what checkov says about the JSON that was deployed.

    https://www.checkov.io/2.Basics/CLI%20Command%20Reference.html
    """
    with TemporaryDirectory(prefix="checkov-") as scratch:
        for stack in (deployment.folder / "cdktf.out" / "stacks").iterdir():
            copy = Path(scratch, stack.name)
            copy.mkdir()
            (copy / "cdk.tf.json").write_text(readable(stack / "cdk.tf.json"))
        printed = run(
            NAME,
            *("--directory", scratch, "--framework", "terraform_json"),
            *("--skip-download", "--quiet", "--output", "json"),
            # Which of its findings has a page at its vendor's, it would ask there.
            environment={**deployment.environment, "BC_SKIP_MAPPING": "TRUE"},
            statuses=(0, 1),
        )
    return parse(scenario, printed)


def readable(file: Path) -> str:
    """Returns what a stack declares: checkov 3.3.30 cannot read what says how Terraform works."""
    document = json.loads(file.read_bytes())
    declared = {name: document[name] for name in ("provider", "data", "resource")}
    return json.dumps(declared, indent=2)


def parse(scenario: str, printed: str) -> Scan:
    """Returns the scan that checkov printed as JSON."""
    report = json.loads(printed)
    summary = report["summary"]
    if not summary["passed"] or summary["parsing_errors"]:
        raise ScannerError(f"{NAME} could not read the stacks: {summary}")
    findings = [
        Finding(
            scenario=scenario,
            scanner=NAME,
            check=failed["check_id"],
            # In the product's words, as its own addresses leave out the type now and then.
            resource=f"{Path(failed['file_path']).parent.name}/{failed['resource'].split('.')[-1]}",
            says=failed["check_name"],
        )
        for failed in report["results"]["failed_checks"]
    ]
    return Scan(scenario, NAME, summary["passed"], frozenset(findings))
