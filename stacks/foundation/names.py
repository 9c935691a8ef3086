"""The names and ARNs that two places have to agree on."""

CLOUDTRAIL = "cloudtrail.amazonaws.com"
S3 = "s3.amazonaws.com"

# How the names of the roles begin; Terraform makes them unique.
ROLE_PREFIX = "CloudTrailLogRole-"
REPLICATION_ROLE_PREFIX = "CloudTrailCopyRole-"


def records_prefix(s3_key_prefix: str | None, folder: str) -> str:
    """Returns the key prefix of the records in a folder, without a slash at either end.

    The folder is an account's, or that of an organisation.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
    """
    return "/".join(filter(None, [s3_key_prefix, "AWSLogs", folder]))


def trail_resource(trail_name: str) -> str:
    """Returns what the ARN of a trail ends with, after its account."""
    return f"trail/{trail_name}"


def without_periods(trail_name: str) -> str:
    """Returns a name for what may have no periods; no two trails get the same one."""
    # No trail's name has two hyphens side by side, so that a.b and a-b stay apart.
    return trail_name.replace(".", "--")


def key_alias(trail_name: str) -> str:
    """Returns the alias of the trail's key.

    https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
    """
    return f"alias/{without_periods(trail_name)}"
