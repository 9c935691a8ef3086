"""One glance: what fired, what happened an hour by kind, and how much the log group takes in."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from stacks.features.alarms.filter import Filter
from stacks.features.alarms.names import metric_namespace

HOUR = 3600
WIDTH = 24  # all columns of a dashboard


def dashboard_body(
    filters: Iterable[Filter],
    *,
    alarm_arns: Sequence[str],
    trail_name: str,
    log_group_name: str,
    region: str,
) -> str:
    """Returns the dashboard as CloudWatch wants it.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
    """
    namespace = metric_namespace(trail_name)
    kinds = [[namespace, each.id, {"label": each.title}] for each in filters]
    return json.dumps(
        {
            "start": "-P7D",
            "widgets": [
                _widget("alarm", 6, {"title": "What fired", "alarms": alarm_arns}),
                _hourly("Events an hour, by kind", kinds, height=9, region=region),
                _hourly(
                    f"What the log group {log_group_name} takes in, an hour",
                    [
                        ["AWS/Logs", "IncomingBytes", "LogGroupName", log_group_name],
                        [".", "IncomingLogEvents", ".", ".", {"yAxis": "right"}],
                    ],
                    height=6,
                    region=region,
                ),
            ],
        }
    )


def _hourly(title: str, metrics: list[Any], *, height: int, region: str) -> dict[str, Any]:
    properties = {"title": title, "metrics": metrics, "region": region}
    return _widget("metric", height, properties | {"stat": "Sum", "period": HOUR})


def _widget(type_: str, height: int, properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": type_, "width": WIDTH, "height": height, "properties": properties}
