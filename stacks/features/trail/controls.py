"""What standards ask of the trail and its log group."""

from stacks.foundation.controls import NOT_THIS_PRODUCTS, Control

CONTROLS = (
    Control(
        ids=("CIS 3.1", "CloudTrail.1", "CloudTrail.3"),
        wants="a trail that records reads and writes in all regions",
    ),
    Control(ids=("CIS 3.2", "CloudTrail.4"), wants="log file validation"),
    Control(ids=("CIS 3.3",), wants="AWS Config in all regions", out_of_reach=NOT_THIS_PRODUCTS),
    Control(ids=("CIS 3.7",), wants="flow logs of every VPC", out_of_reach=NOT_THIS_PRODUCTS),
    Control(ids=("CloudTrail.5",), wants="records in CloudWatch Logs too"),
    Control(
        ids=("CloudTrail.9",), wants="tags on the trail", setting={"tags": {"Owner": "security"}}
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
    ),
)
