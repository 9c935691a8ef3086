"""The options that several commands have, each with the same words."""

import argparse
from pathlib import Path

from tools.cdktf import PROJECT


def options(prog: str, description: str | None) -> argparse.ArgumentParser:
    """Returns a parser that knows where the stacks are written."""
    parser = argparse.ArgumentParser(prog=prog, description=description)
    parser.add_argument("--output", default="cdktf.out", help="folder of the synthesised stacks")
    return parser


def can_answer(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Adds how the answer of a look is given, and where the look finds the deployment."""
    parser.add_argument("--json", action="store_true", help="answer in JSON")
    return finds_deployment(parser)


def finds_deployment(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Adds where the deployment is found."""
    parser.add_argument(
        "--output",
        type=Path,
        default=PROJECT / "cdktf.out",
        metavar="FOLDER",
        help="where cdktf deploy wrote what it deployed (default: cdktf.out)",
    )
    return parser


def can_approve(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Adds what `cdktf deploy` has too."""
    parser.add_argument("--auto-approve", action="store_true", help="do not ask before it is done")
    return parser


def can_destroy(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Adds what gives away what the plan guard would keep."""
    parser.add_argument(
        "--allow-destroy",
        metavar="ADDRESS",
        action="append",
        default=[],
        help="let the plan destroy what stands at this address; can be given several times",
    )
    return parser
