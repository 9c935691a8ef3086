"""The caller's credentials, for Terraform too where it could not get them by itself."""

import sys
from collections.abc import Mapping

from stacks.foundation.aws_clients import default_session

from botocore.exceptions import BotoCoreError, ClientError

from tools.verify.cannot_look import why

# Where boto3 may have to ask a person, who would then be asked by each run of Terraform, or cannot.
# What expires and is renewed by machines, Terraform renews itself.
_OF_A_PERSON = {"assume-role", "login", "sso"}

# They would come before the keys.
_PROFILES = {"AWS_PROFILE", "AWS_DEFAULT_PROFILE"}


def with_credentials(environment: Mapping[str, str]) -> Mapping[str, str]:
    """Returns the environment of a child, with what boto3 has found where the child cannot.

    Asks for the code of an MFA device once, if the profile has one. Exits with one sentence where
    there is nobody to ask, or the credentials cannot be had.

    https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-role.html#cli-configure-role-mfa
    """
    try:
        # The same session as that of every client here, so that one code is enough.
        found = default_session().get_credentials()
        if not found or found.method not in _OF_A_PERSON:
            return environment
        frozen = found.get_frozen_credentials()
    except (BotoCoreError, ClientError) as error:
        sys.exit(str(why(error)))
    except EOFError:
        # The question stands on this line.
        sys.exit(
            "\nThe profile asks for the code of an MFA device, and there is no terminal to type it "
            "in: run it in one, or bring credentials of a session."
        )
    rest = {name: value for name, value in environment.items() if name not in _PROFILES}
    return {
        **rest,
        "AWS_ACCESS_KEY_ID": frozen.access_key or "",
        "AWS_SECRET_ACCESS_KEY": frozen.secret_key or "",
        "AWS_SESSION_TOKEN": frozen.token or "",
    }
