"""The other accounts of the local AWS, as whoever manages the organisation gets there."""

import boto3

from tools.local_aws.organization import ACCESS_ROLE


def session_of(account: str, role: str = ACCESS_ROLE) -> boto3.Session:
    """Returns a session in an account, of a role that need not exist there."""
    sts = boto3.client("sts", region_name="us-east-1")
    arn = f"arn:aws:iam::{account}:role/{role}"
    found = sts.assume_role(RoleArn=arn, RoleSessionName="somebody")["Credentials"]
    return boto3.Session(found["AccessKeyId"], found["SecretAccessKey"], found["SessionToken"])
