"""CloudTrail's delivery errors: what usually causes them, and the remedy."""

from collections.abc import Iterable

from attrs import frozen

PUT_BACK = "make deploy puts it back as it was"


@frozen
class Known:
    """An error with all of these words in it, in small letters."""

    words: tuple[str, ...]
    cause: str
    remedy: str = PUT_BACK


# S3's error codes.
# https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
TO_BUCKET = (
    Known(("nosuchbucket",), "the bucket is gone"),
    Known(
        ("kms", "disabled"),
        "the key is disabled",
        "aws kms enable-key makes it work again",
    ),
    Known(
        ("kms",),
        "the key is about to be deleted, or its policy does not let this trail encrypt",
        "aws kms cancel-key-deletion keeps the key, and make deploy puts its policy back",
    ),
    Known(
        ("denied",),
        "the bucket policy, or with a key the key's policy, does not let this trail in: it must "
        "name the trail's ARN and the folder of the account",
    ),
)

# AWS lists no messages for these. They are the words of CreateTrail, which makes the same test,
# and of CloudWatch Logs.
TO_LOG_GROUP = (
    Known(("denied", "trust"), "the role's trust policy does not let CloudTrail assume it"),
    Known(("not exist",), "the log group is gone"),
    Known(("notfound",), "the log group is gone"),
    Known(
        ("denied",),
        "the role's policy does not let it write to CloudTrail's streams of this log group, or the "
        "role is gone",
    ),
)


# SNS's error codes.
# https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
TO_TOPIC = (
    Known(("notfound",), "the topic is gone"),
    Known(("not exist",), "the topic is gone"),
    Known(("kms",), "the key's policy does not let CloudTrail announce, or the key is disabled"),
    Known(("denied",), "the topic's policy does not let this trail publish"),
    Known(("authorization",), "the topic's policy does not let this trail publish"),
)


def explained(error: str, table: Iterable[Known]) -> str:
    """Returns the usual cause of an error, and the remedy, as one sentence."""
    for known in table:
        if all(word in error.lower() for word in known.words):
            return (
                f"usually {known.cause}; {known.remedy}, and CloudTrail tries again within minutes."
            )
    return "no usual cause is known; make diff shows what differs from what was deployed."


KEY_REMEDY = "Look whether the key is enabled and what its policy says: make deploy puts that back."
