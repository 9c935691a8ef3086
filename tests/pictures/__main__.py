"""`make pictures`: deploys every feature to an AWS on this machine, and draws its evidence."""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs
import boto3

from tests.evidence.chromium import chromium
from tests.integration.deployment import deployed
from tests.integration.lasting_provider import lasting_provider
from tests.scenarios import SCENARIOS
from tools.cdktf import PROJECT

# Nothing left out, which CIS asks for.
SETTINGS = attrs.evolve(SCENARIOS["everything"], management_events=None)

PICTURE = PROJECT / "docs/pictures/evidence.png"

SIZE = "1000,1150"

# Without what asks the internet for news.
OPTIONS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--hide-scrollbars", f"--window-size={SIZE}"),
)


@lasting_provider()
def main() -> None:
    """Writes the pictures anew."""
    with TemporaryDirectory(prefix="pictures") as scratch:
        folder = Path(scratch)
        with deployed(SETTINGS, folder) as deployment:
            for _ in range(3):
                boto3.client("kms", region_name=deployment.settings.region).list_aliases()
                deployment.aws.deliver()
            done = deployment.tool("evidence", "--folder", str(folder / "evidence"))
        if done.returncode:
            sys.exit(done.stdout)
        (page,) = folder.glob("evidence/*/evidence.html")
        draw(page, PICTURE)
    print(PICTURE.relative_to(PROJECT))


def draw(page: Path, picture: Path) -> None:
    """Draws the first screen of a page."""
    picture.parent.mkdir(exist_ok=True)
    with TemporaryDirectory(prefix="chromium") as profile:
        subprocess.run(
            [
                chromium(),
                *OPTIONS,
                f"--user-data-dir={profile}",
                f"--screenshot={picture}",
                page.as_uri(),
            ],
            stderr=subprocess.DEVNULL,
            check=True,
        )


if __name__ == "__main__":
    main()
