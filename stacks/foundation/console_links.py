"""Links into the AWS console, for people who would rather look than read."""

from urllib.parse import quote


def trail_link(*, region: str, trail_arn: str) -> str:
    """Returns the page of one trail: is it logging, when did it last deliver, what went wrong."""
    return f"{_console(region)}/cloudtrailv2/home?region={region}#/trails/{trail_arn}"


def log_group_link(*, region: str, name: str) -> str:
    """Returns the page of one log group with its streams."""
    # The console reads the fragment after decoding it twice, with $ in the place of %.
    escaped = quote(quote(name, safe=""), safe="").replace("%", "$")
    return (
        f"{_console(region)}/cloudwatch/home?region={region}#logsV2:log-groups/log-group/{escaped}"
    )


def dashboard_link(*, region: str, name: str) -> str:
    """Returns the page of one CloudWatch dashboard."""
    return f"{_console(region)}/cloudwatch/home?region={region}#dashboards/dashboard/{name}"


def bucket_link(*, region: str, bucket: str, prefix: str) -> str:
    """Returns the list of the objects below `prefix`."""
    return f"{_console(region)}/s3/buckets/{bucket}?region={region}&prefix={prefix}/"


def query_editor_link(*, region: str, workgroup: str) -> str:
    """Returns the SQL editor of one Athena workgroup."""
    return f"{_console(region)}/athena/home?region={region}#/query-editor?workgroup={workgroup}"


def key_link(*, region: str, key_id: str) -> str:
    """Returns the page of one KMS key: its policy, its rotation, its state."""
    return f"{_console(region)}/kms/home?region={region}#/kms/keys/{key_id}"


def _console(region: str) -> str:
    domains = {"cn": "amazonaws.cn", "us-gov": "amazonaws-us-gov.com"}
    domain = next(
        (domain for start, domain in domains.items() if region.startswith(f"{start}-")),
        "aws.amazon.com",
    )
    return f"https://{region}.console.{domain}"
