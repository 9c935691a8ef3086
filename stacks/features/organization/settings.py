"""`organization`: whose trail it is."""

from stacks.foundation.setting_rules import ACCOUNT_ID, SWITCH, documented, text

from attrs import field, frozen

# https://docs.aws.amazon.com/organizations/latest/APIReference/API_Organization.html
ORGANIZATION_ID = text(
    r"o-[a-z0-9]{10,32}",
    "o- and 10 to 32 lowercase letters or digits, as aws organizations describe-organization says",
)


@frozen(kw_only=True)
class Organization:
    """The organisation whose accounts are all recorded, and the account that the trail is in."""

    id: str = field(
        validator=ORGANIZATION_ID, metadata=documented("its id, such as `o-exampleorgid`")
    )
    management_account_id: str = field(
        validator=ACCOUNT_ID,
        metadata=documented(
            "the account that manages it: the trail is there, also when a delegated administrator "
            "deploys it"
        ),
    )
    members_read_own: bool = field(
        default=False,
        validator=SWITCH,
        metadata=documented(
            "whether each member account may read its own records, and no others; scanners then "
            "report a bucket that other accounts can read"
        ),
    )
