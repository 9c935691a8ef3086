"""What is done to the alarms and their dashboard."""

from typing import Any

from stacks.foundation.deployed import Deployed

from tests.tamper.way import Act, Way

ALARM = "aws_cloudwatch_metric_alarm"
BOARD = "aws_cloudwatch_dashboard.AlarmDashboard"


def _names(there: Deployed) -> list[str]:
    return [str(each["alarm_name"]) for each in there.of(ALARM)]


def _changed(name: str, **changes: Any) -> Act:
    """Puts an alarm in the place of one that is there, different in this."""

    def do(there: Deployed) -> None:
        alarm = str(there.resources[f"{ALARM}.{name}"]["alarm_name"])
        (found,) = there.aws.cloudwatch.describe_alarms(AlarmNames=[alarm])["MetricAlarms"]
        kept = (
            *("AlarmName", "AlarmDescription", "ActionsEnabled", "AlarmActions", "MetricName"),
            *("Namespace", "Statistic", "Period", "EvaluationPeriods", "Threshold"),
            "DatapointsToAlarm",
            *("ComparisonOperator", "TreatMissingData"),
        )
        arguments: Any = {name: value for name, value in dict(found).items() if name in kept}
        there.aws.cloudwatch.put_metric_alarm(**{**arguments, **changes})

    return do


def _set_to_ok(there: Deployed) -> None:
    there.aws.cloudwatch.set_alarm_state(
        AlarmName=_names(there)[0], StateValue="OK", StateReason="nothing to see"
    )


def _back(there: Deployed) -> None:
    there.aws.cloudwatch.set_alarm_state(
        AlarmName=_names(there)[0], StateValue="INSUFFICIENT_DATA", StateReason="evaluated"
    )


def _mute(there: Deployed) -> None:
    there.aws.cloudwatch.put_alarm_mute_rule(
        Name="quiet",
        Rule={"Schedule": {"Expression": "cron(0 0 * * ? *)", "Duration": "PT24H"}},
        MuteTargets={"AlarmNames": _names(there)},
    )


WAYS = (
    Way(
        what="all deleted",
        do=lambda there: there.aws.cloudwatch.delete_alarms(AlarmNames=_names(there)),
        resource=f"{ALARM}.RootUsageAlarm",
        alone=True,
    ),
    Way(
        what="actions off",
        do=lambda there: there.aws.cloudwatch.disable_alarm_actions(
            AlarmNames=[there.resources[f"{ALARM}.RootUsageAlarm"]["alarm_name"]]
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
        undo=lambda there: there.aws.cloudwatch.delete_alarm_mute_rule(AlarmMuteRuleName="quiet"),
    ),
    Way(
        what="dashboard emptied",
        do=lambda there: there.aws.cloudwatch.put_dashboard(
            DashboardName=there.resources[BOARD]["dashboard_name"], DashboardBody='{"widgets": []}'
        ),
        resource=BOARD,
    ),
)
