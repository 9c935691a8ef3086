"""How the document writes a time."""

from datetime import UTC, datetime


def written(moment: datetime) -> str:
    """Returns a time to the second, in UTC: 2026-01-31T12:00:00Z."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
