"""`make audit`: each scenario is deployed to an AWS on this machine, and scanned."""

import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console

from tests.audit import checkov, prowler
from tests.audit.findings import Scan
from tests.audit.reasons import REASONS, judge, read
from tests.audit.report import complaints, reason_table, scan_table
from tests.audit.scanner import ScannerError
from tests.integration.deployment import deployed
from tests.integration.lasting_provider import lasting_provider
from tests.scenarios import DEPLOYED, SCENARIOS

SCANNERS = (checkov, prowler)


@lasting_provider()
def main() -> None:
    """Succeeds when every finding has its reason, and every reason its finding."""
    # A `kill` then ends everything in order, as Ctrl-C does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    reasons = read(REASONS.read_text())
    with tempfile.TemporaryDirectory() as scratch:
        try:
            scans = [*_scans(Path(scratch))]
        except ScannerError as error:
            sys.exit(str(error))
        except KeyboardInterrupt:
            sys.exit(130)
    # Wide enough in a pipe, where rich knows no width, for an ARN.
    console = Console(width=None if sys.stdout.isatty() else 160, highlight=False)
    console.print(scan_table(scans), reason_table(reasons))
    verdict = judge((finding for scan in scans for finding in scan.findings), reasons)
    # Not wrapped by rich, so that it can be pasted.
    print(*complaints(verdict), sep="\n\n")
    sys.exit(0 if verdict.passed else 1)


def _scans(scratch: Path) -> Iterator[Scan]:
    for scenario in DEPLOYED:
        settings = SCENARIOS[scenario]
        folder = scratch / scenario
        folder.mkdir()
        print(f"{scenario}: deploying to an AWS on this machine", flush=True)
        with deployed(settings, folder) as deployment:
            # prowler asks a trail when it last delivered.
            deployment.aws.deliver()
            for scanner in SCANNERS:
                print(f"{scenario}: {scanner.NAME}", flush=True)
                yield scanner.scan(scenario, deployment)


if __name__ == "__main__":
    main()
