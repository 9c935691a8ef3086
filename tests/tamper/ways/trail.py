"""What is done to the trail itself."""

from typing import Any

from stacks.foundation.deployed import Deployed

from tests.tamper.way import Way

TRAIL = "aws_cloudtrail.CloudTrail"


def _update(**changes: Any) -> Any:
    return lambda there: there.aws.cloudtrail.update_trail(Name=there.trail_arn, **changes)


def _select(**selectors: Any) -> Any:
    return lambda there: there.aws.cloudtrail.put_event_selectors(
        TrailName=there.trail_arn, **selectors
    )


def _advanced(*fields: dict[str, Any]) -> Any:
    return _select(AdvancedEventSelectors=[{"Name": "x", "FieldSelectors": list(fields)}])


MANAGEMENT = {"Field": "eventCategory", "Equals": ["Management"]}


def _every_object(there: Deployed) -> None:
    """What looks like more is recorded, until nobody can pay for it or find anything in it."""
    objects = [
        {"Field": "eventCategory", "Equals": ["Data"]},
        {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
    ]
    _select(AdvancedEventSelectors=[{"FieldSelectors": each} for each in ([MANAGEMENT], objects)])(
        there
    )


_only_management = _select(AdvancedEventSelectors=[{"FieldSelectors": [MANAGEMENT]}])


def _a_second_one(there: Deployed) -> None:
    there.aws.cloudtrail.create_trail(Name="org-audit-trail", S3BucketName=there.bucket)


def _without_the_second_one(there: Deployed) -> None:
    there.aws.cloudtrail.delete_trail(Name="org-audit-trail")


def _without_tags(there: Deployed) -> None:
    tags: list[Any] = [{"Key": "Owner"}, {"Key": "cost-center"}]
    there.aws.cloudtrail.remove_tags(ResourceId=there.trail_arn, TagsList=tags)


def _made_again(there: Deployed) -> None:
    there.aws.cloudtrail.delete_trail(Name=there.trail_arn)
    there.aws.cloudtrail.create_trail(
        Name=there.trail_arn.rpartition("/")[2], S3BucketName=there.bucket
    )


def _stop_and_start(there: Deployed) -> None:
    there.aws.cloudtrail.stop_logging(Name=there.trail_arn)
    there.aws.cloudtrail.start_logging(Name=there.trail_arn)


WAYS = (
    Way(
        what="logging is stopped",
        do=lambda there: there.aws.cloudtrail.stop_logging(Name=there.trail_arn),
        check="logging",
    ),
    Way(
        what="stopped and started again",
        do=_stop_and_start,
        check="history",
        resource="StopLogging",
        alone=True,
    ),
    Way(what="no digests", do=_update(EnableLogFileValidation=False), check="validation"),
    Way(
        what="no global services",
        do=_update(IncludeGlobalServiceEvents=False, IsMultiRegionTrail=False),
        check="regions",
    ),
    Way(
        what="another bucket",
        do=lambda there: there.aws.cloudtrail.update_trail(
            Name=there.trail_arn,
            S3BucketName=there.resources["aws_s3_bucket.AthenaResults"]["bucket"],
        ),
        check="trail",
        alone=True,
    ),
    Way(what="another folder", do=_update(S3KeyPrefix="elsewhere"), check="trail", alone=True),
    Way(
        what="writes only",
        do=_select(
            EventSelectors=[{"ReadWriteType": "WriteOnly", "IncludeManagementEvents": True}]
        ),
        check="selection",
    ),
    Way(
        what="reads only",
        do=_select(EventSelectors=[{"ReadWriteType": "ReadOnly", "IncludeManagementEvents": True}]),
        check="selection",
    ),
    Way(
        what="no management events",
        do=_select(EventSelectors=[{"ReadWriteType": "All", "IncludeManagementEvents": False}]),
        check="selection",
    ),
    Way(
        what="without KMS",
        do=_select(
            EventSelectors=[
                {
                    "ReadWriteType": "All",
                    "IncludeManagementEvents": True,
                    "ExcludeManagementEventSources": ["kms.amazonaws.com"],
                }
            ]
        ),
        check="selection",
    ),
    Way(
        what="advanced selectors without KMS",
        do=_advanced(
            {"Field": "eventCategory", "Equals": ["Management"]},
            {"Field": "eventSource", "NotEquals": ["kms.amazonaws.com"]},
        ),
        check="selection",
    ),
    Way(
        what="advanced selectors with data events only",
        do=_advanced(
            {"Field": "eventCategory", "Equals": ["Data"]},
            {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
        ),
        check="selection",
    ),
    Way(
        what="the deployment's own objects are recorded too, without end",
        do=_every_object,
        check="data events",
        alone=True,
    ),
    Way(
        what="the default selectors, in whose place Terraform sees those of the last deploy",
        do=_select(EventSelectors=[{"ReadWriteType": "All", "IncludeManagementEvents": True}]),
        check="data events",
        alone=True,
    ),
    Way(what="no data events any more", do=_only_management, check="data events", alone=True),
    Way(
        what="no network activity events any more",
        do=_only_management,
        check="network activity events",
        alone=True,
    ),
    Way(
        what="no insights any more",
        do=lambda there: there.aws.cloudtrail.put_insight_selectors(
            TrailName=there.trail_arn, InsightSelectors=[]
        ),
        check="insights",
    ),
    Way(
        what="a second trail that looks alike",
        do=_a_second_one,
        check="other trails",
        resource="org-audit-trail",
        undo=_without_the_second_one,
    ),
    Way(what="tags removed", do=_without_tags, resource=TRAIL),
    Way(what="deleted and made again, weaker", do=_made_again, check="validation", alone=True),
    Way(
        what="deleted",
        do=lambda there: there.aws.cloudtrail.delete_trail(Name=there.trail_arn),
        check="trail",
        alone=True,
    ),
)
