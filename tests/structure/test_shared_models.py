"""All sessions of a process that runs tests read botocore's models once."""

import boto3


def test_a_new_session_reads_no_model_anew() -> None:
    one, another = (
        boto3.Session("none", "none", region_name="us-east-1").client("s3") for _ in range(2)
    )
    assert one is not another
    assert one.meta.service_model.metadata is another.meta.service_model.metadata
