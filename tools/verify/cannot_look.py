"""Why nothing could be checked: one sentence for the person who asked."""

import re

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
)

BAD_CREDENTIALS = {
    "AuthFailure",
    "ExpiredToken",
    "ExpiredTokenException",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
}
DENIED = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"}


NAMED_BY_AWS = re.compile(r"not authorized to perform: ([\w-]+:\w+)")


class CannotLookError(Exception):
    """Nothing is known about the deployment; the text is one sentence that says why."""


def why(error: BotoCoreError | ClientError) -> CannotLookError:
    """Returns what the error of AWS, or on the way to it, means to the person who asked."""
    match error:
        case NoCredentialsError() | PartialCredentialsError():
            return CannotLookError(
                "There are no AWS credentials; set AWS_PROFILE, or whatever brings yours."
            )
        case ProfileNotFound():
            return CannotLookError(f"{error}; set AWS_PROFILE to one that exists.")
        case ClientError() if error.response["Error"]["Code"] in BAD_CREDENTIALS:
            return CannotLookError(f"AWS does not accept the credentials: {words_of(error)}")
        case ClientError() if error.response["Error"]["Code"] in DENIED:
            action = denied_action(error) or error.operation_name
            return CannotLookError(f"The caller may not {action}: {words_of(error)}")
        case _:
            return CannotLookError(f"AWS cannot be asked: {str(error).rstrip('.')}.")


def words_of(error: ClientError) -> str:
    """Returns AWS's code and message as the end of a sentence."""
    told = error.response["Error"]
    text = ", ".join(filter(None, [told["Code"], told.get("Message", "")]))
    return f"{text.rstrip('.')}."


def denied_action(error: ClientError) -> str:
    """Returns the action that AWS says was denied; it may be none, and another than the call's.

    Who reads an encrypted object, for example, must be allowed to decrypt.
    """
    named = NAMED_BY_AWS.search(error.response["Error"].get("Message", ""))
    return named[1] if named else ""
