"""`notifications`: where each log file is announced."""

from stacks.foundation.setting_rules import documented, text

from attrs import field, frozen

# https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
TOPIC_NAME = text(r"[A-Za-z0-9_-]{1,256}", "1 to 256 letters, digits, underscores and hyphens")


@frozen(kw_only=True)
class Notifications:
    """Where the trail announces its log files; that objects' changes are events has no choices."""

    topic_name: str = field(
        default="cloudtrail-deliveries",
        validator=TOPIC_NAME,
        metadata=documented(
            "name of the topic for log files; a second trail in the account and region needs "
            "another"
        ),
    )
