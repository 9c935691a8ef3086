"""The public keys with which CloudTrail's signatures of a region are checked.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListPublicKeys.html
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

if TYPE_CHECKING:
    from types_boto3_cloudtrail import CloudTrailClient

PublicKeys = Mapping[str, RSAPublicKey]


def public_keys(cloudtrail: "CloudTrailClient", since: datetime, until: datetime) -> PublicKeys:
    """Returns the keys of the client's region in a period, by their fingerprints."""
    # A digest that comes late is signed with the key of an hour around it.
    hour = timedelta(hours=1)
    pages = cloudtrail.get_paginator("list_public_keys").paginate(
        StartTime=since - hour, EndTime=until + hour
    )
    return {
        each["Fingerprint"]: _loaded(each["Value"])
        for page in pages
        for each in page["PublicKeyList"]
    }


def _loaded(value: bytes) -> RSAPublicKey:
    key = load_der_public_key(value)
    assert isinstance(key, RSAPublicKey)
    return key
