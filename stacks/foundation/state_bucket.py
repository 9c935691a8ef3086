"""`state`: a bucket in which a team shares what Terraform remembers, instead of a file."""

from stacks.foundation.setting_rules import BUCKET_NAME, REGION, documented, text

from attrs import evolve, field, frozen

# https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
STATE_PREFIX = text(
    r"(?=.{1,200}\Z)[A-Za-z0-9!_.'()-]+(/[A-Za-z0-9!_.'()-]+)*",
    "1 to 200 letters, digits and ! _ . ' ( ) - in folders separated by single slashes, with no "
    "slash at either end",
)

# https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id-key-ARN
KEY_ARN = text(
    # As Terraform's S3 backend wants it: AWS's own example is none.
    r"arn:aws(-cn|-us-gov)?:kms:[a-z0-9-]+:\d{12}:key/(mrk-[0-9a-f]{32}|"
    r"[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})",
    "the ARN of a KMS key, such as "
    "arn:aws:kms:us-east-2:123456789012:key/1234abcd-12ab-4cde-8f01-1234567890ab",
)


@frozen(kw_only=True)
class StateBucket:
    """A bucket that is there already; `make state-bucket` makes one."""

    bucket: str = field(
        validator=BUCKET_NAME,
        metadata=documented(
            "its whole name; `make state-bucket` makes it, and it is no log bucket"
        ),
    )
    region: str | None = field(
        default=None,
        validator=REGION,
        metadata=documented("its region, where it is not `region`"),
    )
    key_prefix: str | None = field(
        default=None,
        validator=STATE_PREFIX,
        metadata=documented("a folder for the two states; the trail's name unless given"),
    )
    kms_key_id: str | None = field(
        default=None,
        validator=KEY_ARN,
        metadata=documented("the ARN of the key that encrypts the states; S3's own unless given"),
    )

    def complete(self, *, region: str, trail_name: str) -> "StateBucket":
        """Returns the same with nothing left open."""
        return evolve(self, region=self.region or region, key_prefix=self.key_prefix or trail_name)

    def key(self, stack: str) -> str:
        """Returns the key of a stack's state."""
        return f"{self.key_prefix}/{stack}.tfstate"
