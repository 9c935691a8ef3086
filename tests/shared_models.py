"""botocore's models of the services of AWS, read once for a process and not for each session.

They are nine tenths of what a client costs.
"""

from functools import cache

import botocore.session

# What the project's commands ask.
_SERVICES = (
    *("athena", "cloudtrail", "cloudwatch", "glue", "iam", "kms"),
    *("logs", "organizations", "s3", "sns", "sts"),
)


@cache
def share_models() -> None:
    """Lets all sessions of this process, and of those that are forked from it, have one loader."""
    vars(botocore.session)["create_loader"] = cache(botocore.session.create_loader)
    session = botocore.session.get_session()
    # Without, it would look for some, and maybe ask somebody.
    session.set_credentials("none", "none")
    for service in _SERVICES:
        session.create_client(service, region_name="us-east-1")
