"""What nobody but the deployer may do to the parts of a deployment, by IAM's types of resource.

Reading stays free, and so does what CloudTrail and S3 do themselves: a service is no principal of
an organisation, and no control policy is about it.
"""

from collections.abc import Mapping

Actions = tuple[str, ...]

# By the type that tools/permissions/resources.py has the ARNs for. Actions that are alike share a
# beginning, because a control policy has little room.
PROTECTED: Mapping[str, Actions] = {
    "cloudtrail:trail": (
        "cloudtrail:DeleteTrail",
        "cloudtrail:Put*",
        "cloudtrail:RemoveTags",
        "cloudtrail:StopLogging",
        "cloudtrail:UpdateTrail",
    ),
    "logs:log-group": (
        "logs:AssociateKmsKey",
        "logs:Delete*",
        "logs:DisassociateKmsKey",
        "logs:PutDataProtectionPolicy",
        "logs:PutMetricFilter",
        "logs:PutRetentionPolicy",
        "logs:PutSubscriptionFilter",
        "logs:PutTransformer",
    ),
    "cloudwatch:alarm": (
        "cloudwatch:DeleteAlarms",
        "cloudwatch:DisableAlarmActions",
        "cloudwatch:PutMetricAlarm",
        "cloudwatch:SetAlarmState",
    ),
    "cloudwatch:dashboard": ("cloudwatch:DeleteDashboards", "cloudwatch:PutDashboard"),
    "sns:topic": (
        "sns:AddPermission",
        "sns:DeleteTopic",
        "sns:RemovePermission",
        "sns:SetTopicAttributes",
        "sns:Unsubscribe",
    ),
    "iam:role": (
        "iam:AttachRolePolicy",
        "iam:DeleteRole*",
        "iam:DetachRolePolicy",
        "iam:PutRole*",
        "iam:UpdateAssumeRolePolicy",
    ),
    "glue:table": ("glue:Delete*", "glue:Update*"),
    "athena:workgroup": (
        "athena:DeleteNamedQuery",
        "athena:DeleteWorkGroup",
        "athena:UpdateWorkGroup",
    ),
    "kms:alias": ("kms:DeleteAlias", "kms:UpdateAlias"),
}

# Of the topic of the alarms: a SIEM may listen to the other one.
OF_ALARM_TOPIC: Actions = ("sns:Subscribe",)

OF_BUCKETS: Actions = ("s3:DeleteBucket*", "s3:Put*Configuration", "s3:PutBucket*")

# Of the records and the access logs. Whoever asks Athena writes answers to the third bucket.
OF_RECORDS: Actions = ("s3:BypassGovernanceRetention", "s3:DeleteObject*", "s3:PutObject*")

OF_KEYS: Actions = (
    "kms:CreateGrant",
    "kms:DisableKey*",
    "kms:PutKeyPolicy",
    "kms:ScheduleKeyDeletion",
)

# Only the role of the trail writes events.
OF_EVENTS: Actions = ("logs:CreateLogStream", "logs:PutLogEvents")

# What knows no name of ours: to hide from the filters and the alarms, or to leave the organisation.
ANYWHERE: Actions = (
    "cloudwatch:DeleteAlarmMuteRule",
    "cloudwatch:PutAlarmMuteRule",
    "logs:DeleteAccountPolicy",
    "logs:PutAccountPolicy",
    "organizations:LeaveOrganization",
)
