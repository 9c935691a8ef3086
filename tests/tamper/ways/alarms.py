"""What is done to the alarms and their dashboard."""

from typing import Any

from stacks.foundation.deployed import Deployed

from tests.tamper.way import Act, Way

ALARM = "aws_cloudwatch_metric_alarm"
BOARD = "aws_cloudwatch_dashboard.AlarmDashboard"


def _names(aws: Deployed) -> list[str]:
    return [str(each["alarm_name"]) for each in aws.of(ALARM)]


def _changed(name: str, **changes: Any) -> Act:
    """Puts an alarm in the place of one that is there, different in this."""

    def do(aws: Deployed) -> None:
        alarm = str(aws.resources[f"{ALARM}.{name}"]["alarm_name"])
        (found,) = aws.cloudwatch.describe_alarms(AlarmNames=[alarm])["MetricAlarms"]
        kept = (
            *("AlarmName", "AlarmDescription", "ActionsEnabled", "AlarmActions", "MetricName"),
            *("Namespace", "Statistic", "Period", "EvaluationPeriods", "Threshold"),
            *("ComparisonOperator", "TreatMissingData"),
        )
        arguments: Any = {name: value for name, value in dict(found).items() if name in kept}
        aws.cloudwatch.put_metric_alarm(**{**arguments, **changes})

    return do


def _set_to_ok(aws: Deployed) -> None:
    aws.cloudwatch.set_alarm_state(
        AlarmName=_names(aws)[0], StateValue="OK", StateReason="nothing to see"
    )


def _back(aws: Deployed) -> None:
    aws.cloudwatch.set_alarm_state(
        AlarmName=_names(aws)[0], StateValue="INSUFFICIENT_DATA", StateReason="evaluated"
    )


def _mute(aws: Deployed) -> None:
    aws.cloudwatch.put_alarm_mute_rule(
        Name="quiet",
        Rule={"Schedule": {"Expression": "cron(0 0 * * ? *)", "Duration": "PT24H"}},
        MuteTargets={"AlarmNames": _names(aws)},
    )


WAYS = (
    Way(
        what="all deleted",
        do=lambda aws: aws.cloudwatch.delete_alarms(AlarmNames=_names(aws)),
        resource=f"{ALARM}.RootUsageAlarm",
        alone=True,
    ),
    Way(
        what="actions off",
        do=lambda aws: aws.cloudwatch.disable_alarm_actions(
            AlarmNames=[aws.resources[f"{ALARM}.RootUsageAlarm"]["alarm_name"]]
        ),
        resource=f"{ALARM}.RootUsageAlarm",
    ),
    Way(
        what="a threshold of a million",
        do=_changed("VpcChangesAlarm", Threshold=1_000_000.0),
        resource=f"{ALARM}.VpcChangesAlarm",
    ),
    Way(
        what="another metric",
        do=_changed("KeyDeletionAlarm", MetricName="another"),
        resource=f"{ALARM}.KeyDeletionAlarm",
    ),
    Way(
        what="only after a day of it",
        do=_changed("ConfigChangesAlarm", EvaluationPeriods=288),
        resource=f"{ALARM}.ConfigChangesAlarm",
    ),
    Way(what="state set to OK", do=_set_to_ok, check="alarm states", undo=_back),
    Way(
        what="muted by a rule",
        do=_mute,
        check="mute rules",
        resource="quiet",
        undo=lambda aws: aws.cloudwatch.delete_alarm_mute_rule(AlarmMuteRuleName="quiet"),
    ),
    Way(
        what="dashboard emptied",
        do=lambda aws: aws.cloudwatch.put_dashboard(
            DashboardName=aws.resources[BOARD]["dashboard_name"], DashboardBody='{"widgets": []}'
        ),
        resource=BOARD,
    ),
)
