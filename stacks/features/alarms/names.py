"""What a trail's alarms and all around them are called: no two trails of an account share a name.

A slash follows the trail's name, which cannot contain one itself: what is allowed to `trail/*` is
then not allowed to another trail whose name only begins alike.
"""

from stacks.foundation.names import without_periods


def alarm_name(trail_name: str, id_: str) -> str:
    """Returns the name of the alarm, and of the metric filter, with this id."""
    return f"{trail_name}/{id_}"


def every_alarm(trail_name: str) -> str:
    """Returns what the ARNs of the trail's alarms end with, the star for their ids."""
    return f"alarm:{alarm_name(trail_name, '*')}"


def metric_namespace(trail_name: str) -> str:
    """Returns where the filters count; the metrics' own names are the filters' ids."""
    return f"CISBenchmark/{trail_name}"


def query_name(trail_name: str, title: str) -> str:
    """Returns the name of a saved query; the console shows the trail's name as a folder."""
    return f"{trail_name}/{title}"


def topic_name(trail_name: str) -> str:
    """Returns the name of the topic that the alarms publish to."""
    return f"{without_periods(trail_name)}-alarms"


def dashboard_name(trail_name: str, region: str) -> str:
    """Returns the name of the dashboard; all regions of an account share one list of them."""
    return f"{without_periods(trail_name)}-{region}"
