"""Why nothing could be checked: one sentence for the person who asked."""

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
)

from tools.verify.permissions import missing_action

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
            return CannotLookError(f"AWS does not accept the credentials: {_words_of(error)}")
        case ClientError() if error.response["Error"]["Code"] in DENIED:
            return CannotLookError(
                f"The caller may not {missing_action(error)}: {_words_of(error)}"
            )
        case _:
            return CannotLookError(f"AWS cannot be asked: {str(error).rstrip('.')}.")


def _words_of(error: ClientError) -> str:
    """Returns AWS's code and message as the end of a sentence."""
    told = error.response["Error"]
    text = ", ".join(filter(None, [told["Code"], told.get("Message", "")]))
    return f"{text.rstrip('.')}."
