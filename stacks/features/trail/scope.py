"""Whose calls a trail records: one account's, or those of every account of an organisation."""

from typing import TYPE_CHECKING

from stacks.foundation.names import records_prefix, trail_resource

from attrs import frozen

if TYPE_CHECKING:
    from stacks.foundation.aws_stack import AwsStack


@frozen(kw_only=True)
class TrailScope:
    """The account that the trail belongs to, and the organisation, if it records all of that.

    An organisation's trail belongs to the management account, also when a delegated administrator
    has made it.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-trail-organization.html
    """

    account_id: str
    organization_id: str | None = None

    def prefixes(self, s3_key_prefix: str | None) -> list[str]:
        """Returns the key prefixes that the trail may write below, without slashes around them.

        Below the last one is everything that is recorded from now on. With an organisation the
        first one is still the account's own: AWS asks for it, and a trail that becomes the
        organisation's writes to it until then.
        """
        folders = filter(None, (self.account_id, self.organization_id))
        return [records_prefix(s3_key_prefix, folder) for folder in folders]

    def streams(self, region: str) -> tuple[str, ...]:
        """Returns the patterns of the log streams that CloudTrail writes to.

        https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
        """
        own = f"{self.account_id}_CloudTrail_{region}*"
        return (own, f"{self.organization_id}_*") if self.organization_id else (own,)

    def trail_arn(self, stack: "AwsStack", trail_name: str) -> str:
        """Returns the ARN of the trail, which need not exist; the region is the stack's."""
        return stack.arn("cloudtrail", trail_resource(trail_name), account_id=self.account_id)
