"""An AWS on this machine, for a look at the system and for its end-to-end tests."""

from tools.local_aws.server import LocalAws, local_aws

__all__ = ["LocalAws", "local_aws"]
