"""The AWS CLI as far as these tests need it: what it does, botocore describes for both."""

import shlex
from typing import Any

import boto3
from botocore import xform_name


def run(command: str, session: boto3.Session | None = None) -> None:
    """Does what the AWS CLI does with this command, with the credentials of the session."""
    words = shlex.split(command)
    assert words[0] == "aws"
    service = {"s3api": "s3"}.get(words[1], words[1])
    options = dict(zip(words[3::2], words[4::2], strict=True))
    region = options.pop("--region", "us-east-1")
    # Its services are known by name to the types of boto3, and this one is found when it runs.
    makes_client: Any = (session or boto3.Session()).client
    client: Any = makes_client(service, region_name=region)
    names = {
        xform_name(each).replace("_", "-"): each
        for each in client.meta.service_model.operation_names
    }
    members = client.meta.service_model.operation_model(names[words[2]]).input_shape.members
    parameters = {xform_name(name).replace("_", "-"): name for name in members}
    arguments = {
        parameters[option.removeprefix("--")]: int(value) if value.isdigit() else value
        for option, value in options.items()
    }
    client._make_api_call(names[words[2]], arguments)
