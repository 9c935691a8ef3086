"""What an alarm is made from: a thing to notice, and the pattern of the events that show it."""

from attrs import field, frozen, validators

# https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html
MAX_PATTERN = 1024


@frozen(kw_only=True)
class Filter:
    """One thing to notice.

    `title` says what happened, `why` what it may mean, `look_first` where to begin. `also` is a
    second pattern that counts as the same thing. `cis` is its number in CIS v3.0 and v5.0, and
    `security_hub` that of the CloudWatch control, where they ask for it.
    """

    id: str
    title: str
    why: str
    look_first: str
    pattern: str = field(validator=validators.max_len(MAX_PATTERN))
    also: str | None = field(
        default=None, validator=validators.optional(validators.max_len(MAX_PATTERN))
    )
    cis: str = ""
    security_hub: int | None = None

    @property
    def construct_id(self) -> str:
        """The id in PascalCase."""
        return self.id.title().replace("_", "")

    @property
    def patterns(self) -> dict[str, str]:
        """All patterns, each with what its metric filter's names end with."""
        return {"": self.pattern} | ({"Also": self.also} if self.also else {})

    @property
    def controls(self) -> str:
        """Which controls ask for it, as an auditor looks them up; empty where none does."""
        cis = f"CIS AWS Foundations {self.cis}" if self.cis else ""
        hub = f", Security Hub CloudWatch.{self.security_hub}" if self.security_hub else ""
        return cis + hub

    @property
    def description(self) -> str:
        """What the person reads who gets the mail."""
        controls = f" ({self.controls})" if self.controls else ""
        return f"{self.title}. {self.why} Look first: {self.look_first}{controls}"


def any_of(*event_names: str, source: str | None = None) -> str:
    """Returns the pattern of calls with one of these names, to one service if `source` is given."""
    names = " || ".join(f"($.eventName={name})" for name in event_names)
    return f"{{($.eventSource={source}) && ({names})}}" if source else f"{{{names}}}"
