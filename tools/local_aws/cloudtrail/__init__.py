"""Plays CloudTrail: a test double, for moto keeps trails but records nothing.

Every call that reaches the server becomes an event of the trails that are logging at that moment
(`recorder`), if their selectors want it (`selection`). `LocalCloudtrail.deliver` then writes what
has gathered into the trail's bucket and log group, if the policies as deployed let CloudTrail do
that (`permission`), and the trail's status says when it did, or why it could not (`delivery`).

It talks to the local AWS as CloudTrail does to AWS, through its APIs. Otherwise than on AWS, a
delivery happens when it is called for, and a digest (`digests`) comes with each.
"""

from tools.local_aws.cloudtrail.delivery import LocalCloudtrail
from tools.local_aws.cloudtrail.events import Call
from tools.local_aws.cloudtrail.recorder import recording

__all__ = ["Call", "LocalCloudtrail", "recording"]
