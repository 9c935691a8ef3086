"""A key that stops readers: it is disabled, going to be deleted, or its policy keeps them out."""

from botocore.exceptions import ClientError


def shut_by_the_key(error: ClientError) -> str | None:
    """Returns what to say when the key, rather than the caller's permissions, stops a reader."""
    told = error.response["Error"]
    text = f"{told['Code']}, {told.get('Message', '')}".rstrip(" ,.")
    return f"cannot be decrypted: {text}" if "KMS" in text else None
