"""The time that is looked at."""

from datetime import datetime

from attrs import frozen


@frozen
class Period:
    """From when until when; `now` is when it is looked at."""

    since: datetime
    until: datetime
    now: datetime
