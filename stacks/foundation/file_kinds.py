"""The kinds of files that a trail writes into the bucket; each is the name of a folder.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
"""

LOGS, DIGESTS = "CloudTrail", "CloudTrail-Digest"
INSIGHTS, NETWORK_ACTIVITY = "CloudTrail-Insight", "CloudTrail-NetworkActivity"
