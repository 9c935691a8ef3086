"""Names made from the trail's, where AWS allows fewer characters than in a trail's name."""


def without_periods(trail_name: str) -> str:
    """Returns a name for what may have no periods; no two trails get the same one."""
    # No trail's name has two hyphens side by side, so that a.b and a-b stay apart.
    return trail_name.replace(".", "--")


def key_alias(trail_name: str) -> str:
    """Returns the alias of the trail's key.

    https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
    """
    return f"alias/{without_periods(trail_name)}"
