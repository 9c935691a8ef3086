"""The trail, its log group, and the role that connects the two."""

from stacks.features.alarms.resources import alarms
from stacks.features.alarms.tamper import Guarded
from stacks.features.alarms.topic import alarm_topic_arns
from stacks.features.event_selection.resources import event_selectors, insight_selectors
from stacks.features.notifications.resources import delivery_topic
from stacks.features.trail.policies import cloudtrail_may_assume, trail_may_log
from stacks.foundation.aws_stack import AwsStack
from stacks.foundation.console_links import log_group_link, trail_link
from stacks.foundation.log_bucket import LogBucket
from stacks.foundation.names import ROLE_PREFIX
from stacks.foundation.policy_document import policy_document
from stacks.keys import events_key, key_ids
from stacks.queryable import queryable, recorded_accounts
from stacks.settings import Settings

from cdktf_cdktf_provider_aws.cloudtrail import Cloudtrail
from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.iam_role_policy import IamRolePolicy
from constructs import Construct


class CloudtrailStack(AwsStack):
    """A trail that delivers every API call to `bucket`, to keep, and to a log group, to watch.

    If the bucket has a key, the trail encrypts its records, and the log group its events, with it.
    """

    def __init__(
        self, scope: Construct, id_: str, *, settings: Settings, bucket: LogBucket
    ) -> None:
        super().__init__(scope, id_, place=settings.place)
        self.waits_for(bucket.bucket, "bucket")

        trail_scope = settings.trail_scope(caller=self.account_id)
        accounts = recorded_accounts(self, trail=trail_scope, settings=settings)
        key = events_key(self, settings=settings, trail=trail_scope, bucket=bucket)
        log_group = CloudwatchLogGroup(
            self,
            "TrailLog",
            name=settings.log_group_name,
            retention_in_days=settings.log_retention_days,
            kms_key_id=key.arn if key else None,
            skip_destroy=settings.log_group_removal == "retain",
        )
        role = IamRole(
            self,
            "TrailLogRole",
            name_prefix=ROLE_PREFIX,
            description="Lets CloudTrail write its records to CloudWatch Logs",
            assume_role_policy=policy_document(self, "TrailLogRoleTrust", cloudtrail_may_assume()),
            permissions_boundary=settings.role_permissions_boundary,
        )
        role_policy = IamRolePolicy(
            self,
            "TrailLogRolePolicy",
            name="WriteTrailLog",
            role=role.id,
            policy=policy_document(
                self,
                "TrailLogRolePolicyDocument",
                *trail_may_log(
                    log_group_arn=log_group.arn,
                    streams=trail_scope.streams(settings.region),
                ),
            ),
        )
        deliveries = None
        if settings.notifications:
            deliveries = delivery_topic(
                self,
                "DeliveryTopic",
                name=settings.notifications.topic_name,
                trail_arn=trail_scope.trail_arn(self, settings.trail_name),
                key=key,
            )
        if settings.log_archive is None:
            bucket = queryable(
                self, of=bucket, trail=trail_scope, accounts=accounts, settings=settings
            )
        trail = Cloudtrail(
            self,
            "CloudTrail",
            name=settings.trail_name,
            is_multi_region_trail=True,
            is_organization_trail=bool(settings.organization) or None,
            include_global_service_events=True,
            enable_log_file_validation=True,
            s3_bucket_name=bucket.bucket.bucket,
            s3_key_prefix=settings.s3_key_prefix,
            kms_key_id=bucket.key.arn if bucket.key else None,
            # CloudTrail wants the streams' wildcard, which the provider leaves off since v3.
            cloud_watch_logs_group_arn=f"{log_group.arn}:*",
            cloud_watch_logs_role_arn=role.arn,
            # Not the ARN, in the place of which AWS gives the name back: no plan would be empty.
            # https://github.com/hashicorp/terraform-provider-aws/issues/41262
            sns_topic_name=deliveries.topic.name if deliveries else None,
            advanced_event_selector=event_selectors(
                self,
                settings.event_selection,
                bucket_names=bucket.names,
                topic_arns=[
                    *([deliveries.topic.arn] if deliveries else []),
                    *alarm_topic_arns(self, settings.alarms, trail_name=settings.trail_name),
                ],
            ),
            insight_selector=insight_selectors(settings.event_selection),
            # Until the role may write, and the trail itself may publish, AWS refuses the trail.
            depends_on=[role_policy, *([deliveries.policy] if deliveries else [])],
        )

        self.output("TrailArn", trail.arn, "the trail")
        self.output(
            "TrailConsoleLink",
            trail_link(region=settings.region, trail_arn=trail.arn),
            "the trail, in the console: is it logging, when did it last deliver, what went wrong",
        )
        self.output("LogGroupName", log_group.name, "the log group")
        self.output(
            "LogGroupConsoleLink",
            log_group_link(region=settings.region, name=settings.log_group_name),
            "the streams of the log group, in the console",
        )
        if settings.alarms:
            alarms(
                self,
                "Alarm",
                settings=settings.alarms,
                guarded=Guarded(
                    trail_name=settings.trail_name,
                    log_group_name=settings.log_group_name,
                    role_name=role.name,
                    bucket_names=tuple(bucket.names),
                    key_ids=key_ids(*bucket.keys, key),
                    delivery_topic_arn=deliveries.topic.arn if deliveries else None,
                    database=settings.athena.database if settings.athena else None,
                ),
                log_group=log_group,
                key=key,
            )
