"""The names of the trail and its log group, and where and how long they keep what they get."""

from stacks.foundation.setting_rules import one_of, text

# https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html
TRAIL_NAME = text(
    r"(?!\d+\.\d+\.\d+\.\d+\Z)(?=.{3,128}\Z)[A-Za-z0-9]([._-]?[A-Za-z0-9])*",
    "3 to 128 letters, digits, periods, underscores and hyphens, that start and end with a letter "
    "or digit, with no two of ._- side by side, and not an IP address",
)

# https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
LOG_GROUP_NAME = text(
    r"(?!aws/)[A-Za-z0-9_/.#-]{1,512}",
    "1 to 512 letters, digits and _ - / . #, that do not start with aws/",
)

# https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
# Zero is Terraform's way to say that events never expire.
LOG_RETENTION_DAYS = one_of(
    *(0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545),
    *(731, 1096, 1827, 2192, 2557, 2922, 3288, 3653),
)

# https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html
# Characters that S3 calls safe, without the * that would be a wildcard in the bucket policy.
S3_KEY_PREFIX = text(
    r"(?!.*AWSLogs)(?=.{1,200}\Z)[A-Za-z0-9!_.'()-]+(/[A-Za-z0-9!_.'()-]+)*",
    "1 to 200 letters, digits and ! _ . ' ( ) - in folders separated by single slashes, with no "
    "slash at either end and without AWSLogs, which CloudTrail adds itself",
)

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
POLICY_ARN = text(
    r"(?=.{1,2048}\Z)arn:aws(-cn|-us-gov)?:iam::(\d{12}|aws):policy/([!-~]+/)?[A-Za-z0-9+=,.@_-]{1,128}",
    "the ARN of an IAM policy, such as arn:aws:iam::123456789012:policy/Boundary",
)
