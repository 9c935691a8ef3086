"""The records as a table, in the account where they are."""

from collections.abc import Sequence

from stacks.features.access_logs.resources import results_access_logs
from stacks.features.athena.columns import tables
from stacks.features.athena.resources import athena
from stacks.features.notifications.resources import object_events
from stacks.features.organization.resources import every_account
from stacks.features.trail.scope import TrailScope
from stacks.foundation.aws_stack import AwsStack
from stacks.foundation.log_bucket import LogBucket
from stacks.foundation.private_bucket import keep_private_bucket
from stacks.settings import Settings

from attrs import evolve
from cdktf_cdktf_provider_aws.s3_bucket_policy import S3BucketPolicy


def recorded_accounts(stack: AwsStack, *, trail: TrailScope, settings: Settings) -> str:
    """Returns the folders of the accounts below `AWSLogs`, with a comma between them.

    Terraform stops where AWS would refuse the trail of an organisation.
    """
    if settings.organization is None:
        return trail.account_id
    return every_account(stack, "Organization", settings=settings.organization)


def queryable(
    stack: AwsStack,
    *,
    of: LogBucket,
    trail: TrailScope,
    accounts: str,
    settings: Settings,
    after: Sequence[S3BucketPolicy] = (),
) -> LogBucket:
    """Lays a table over the records, if wanted, and returns `of` with the bucket for answers.

    `accounts` are the folders of the accounts below `AWSLogs`.
    `after` is the policy of the bucket for access logs, where that is of the same stack.
    """
    if settings.athena is None:
        keep_private_bucket(stack, "AthenaResults")
        return of
    answers = athena(
        stack,
        "Athena",
        of=of,
        records=trail.prefixes(settings.s3_key_prefix)[-1],
        s3_key_prefix=settings.s3_key_prefix,
        accounts=accounts,
        trail_arn=trail.trail_arn(stack, settings.trail_name),
        tables=tables(
            insights=bool(settings.insights),
            network_activity=bool(settings.network_activity_events),
        ),
        settings=settings.athena,
    )
    if of.access_logs:
        results_access_logs(
            stack, "AthenaResultsLogging", of=answers, to=of.access_logs, after=after
        )
    if settings.notifications:
        object_events(stack, "AthenaResultsEvents", of=answers)
    return evolve(of, answers=answers.bucket)
