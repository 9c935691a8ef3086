"""What standards ask of the trail and its log group."""

from stacks.foundation.controls import NOT_THIS_PRODUCTS, Attributes, Control, Held


def _days(attributes: Attributes) -> int:
    return int(attributes.get("retention_in_days") or 0)


def _left_out(attributes: Attributes) -> str:
    """Returns what the selector of management events leaves out; nothing where there is none."""
    of_management = (
        selector["field_selector"]
        for selector in attributes.get("advanced_event_selector") or []
        if any(each.get("equals") == ["Management"] for each in selector["field_selector"])
    )
    return ", ".join(
        f"{field['field']} {value}"
        for fields in of_management
        for field in fields
        if field["field"] != "eventCategory"
        for value in [*(field.get("not_equals") or ()), *(field.get("equals") or ())]
    )


CONTROLS = (
    Control(
        ids=("CIS 3.1", "CloudTrail.1", "CloudTrail.3"),
        wants="a trail that records reads and writes in all regions",
        held=(
            Held(
                call="cloudtrail:GetEventSelectors",
                address="aws_cloudtrail.CloudTrail",
                expected="nothing left out",
                observed=lambda each: f"left out: {_left_out(each) or 'nothing'}",
                holds=lambda each: not _left_out(each),
            ),
        ),
    ),
    Control(ids=("CIS 3.2", "CloudTrail.4"), wants="log file validation"),
    Control(ids=("CIS 3.3",), wants="AWS Config in all regions", out_of_reach=NOT_THIS_PRODUCTS),
    Control(ids=("CIS 3.7",), wants="flow logs of every VPC", out_of_reach=NOT_THIS_PRODUCTS),
    Control(ids=("CloudTrail.5",), wants="records in CloudWatch Logs too"),
    Control(
        ids=("CloudTrail.9",),
        wants="tags on the trail",
        setting={"tags": {"Owner": "security"}},
        held=(
            Held(
                call="cloudtrail:ListTags",
                address="aws_cloudtrail.CloudTrail",
                expected="a tag",
                observed=lambda each: (
                    ", ".join(
                        f"{key}={value}"
                        for key, value in sorted((each.get("tags_all") or {}).items())
                    )
                    or "no tag"
                ),
                holds=lambda each: bool(each.get("tags_all")),
            ),
        ),
    ),
    Control(
        ids=("CloudTrail.10",),
        wants="CloudTrail Lake, encrypted with a key",
        out_of_reach="nobody's: Lake takes no new customers",
    ),
    Control(
        ids=("CloudWatch.16",),
        wants="log groups that keep events for a year",
        setting={"log_retention_days": 365},
        held=(
            Held(
                call="logs:DescribeLogGroups",
                address="aws_cloudwatch_log_group.TrailLog",
                expected="365 days or for ever",
                observed=lambda each: f"{_days(each)} days" if _days(each) else "for ever",
                holds=lambda each: _days(each) >= 365 or not _days(each),
            ),
        ),
    ),
)
