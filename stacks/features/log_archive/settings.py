"""`log_archive`: the account for the records, and the role that deploys there."""

from stacks.foundation.setting_rules import ACCOUNT_ID, documented, text

from attrs import field, frozen

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
ROLE_ARN = text(
    r"(?=.{1,2048}\Z)arn:aws(-cn|-us-gov)?:iam::\d{12}:role/([!-~]+/)?[A-Za-z0-9+=,.@_-]{1,64}",
    "the ARN of an IAM role, such as arn:aws:iam::444455556666:role/OrganizationAccountAccessRole",
)

# https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
EXTERNAL_ID = text(
    r"[A-Za-z0-9_+=,.@:/-]{2,1224}", "2 to 1224 letters, digits and _ + = , . @ : / -"
)


@frozen(kw_only=True)
class LogArchive:
    """The account that the log bucket is in, with its key, its access logs and its table."""

    account_id: str = field(
        validator=ACCOUNT_ID,
        metadata=documented("the account for the records, in which nobody works"),
    )
    role_arn: str = field(
        validator=ROLE_ARN,
        metadata=documented("the role in that account with which LogBucketStack is deployed"),
    )
    external_id: str | None = field(
        default=None,
        validator=EXTERNAL_ID,
        metadata=documented("what the role's trust policy asks for, if it does"),
    )
