"""A day of an account where all is well: what goes on every hour, and what somebody is told of."""

from tests.cloudtrail_events.record import ROLE, ROOT, USER, Event, call, service, sign_in

AUTOSCALING = ROLE | {"invokedBy": "autoscaling.amazonaws.com"}
CONFIG = ROLE | {"invokedBy": "config.amazonaws.com"}
LAMBDA = service("lambda")

# Nobody is told of any of these.
ORDINARY: tuple[Event, ...] = (
    # AWS services on their own.
    call("AssumeRole", "sts", userIdentity=LAMBDA),
    call("AssumeRole", "sts", userIdentity=service("ec2")),
    call("AssumeRole", "sts", userIdentity=service("cloudtrail")),
    call("AssumeRoleWithWebIdentity", "sts", userIdentity={"type": "WebIdentityUser"}),
    call("GenerateDataKey", "kms", userIdentity=service("cloudtrail")),
    call("Decrypt", "kms", userIdentity=service("secretsmanager")),
    call("GetBucketAcl", "s3", userIdentity=service("cloudtrail")),
    call("HeadBucket", "s3", sourceIPAddress="delivery.logs.amazonaws.com"),
    call("RotateKey", "kms", userIdentity=service("kms"), eventType="AwsServiceEvent"),
    call("PutEvaluations", "config", userIdentity=CONFIG),
    call("DescribeConfigurationRecorders", "config", userIdentity=CONFIG),
    call("CreateLogStream", "logs", userIdentity=ROLE | {"invokedBy": "lambda.amazonaws.com"}),
    call("RunInstances", "ec2", userIdentity=AUTOSCALING),
    call("TerminateInstances", "ec2", userIdentity=AUTOSCALING),
    call("CreateNetworkInterface", "ec2", userIdentity=ROLE | {"invokedBy": "ecs.amazonaws.com"}),
    call("RegisterTargets", "elasticloadbalancing", userIdentity=AUTOSCALING),
    call("StartBackupJob", "backup", userIdentity=service("backup")),
    call("CreateSnapshot", "ec2", userIdentity=ROLE | {"invokedBy": "dlm.amazonaws.com"}),
    call("SendHeartbeat", "health", userIdentity=service("health"), eventType="AwsServiceEvent"),
    # AWS in the name of the root user, which is not its use.
    call(
        "GetAccountSettings", "lambda", userIdentity=ROOT | {"invokedBy": "support.amazonaws.com"}
    ),
    call("CreateInvoice", "billing", userIdentity=ROOT, eventType="AwsServiceEvent"),
    # Machines and their agents.
    call("UpdateInstanceInformation", "ssm"),
    call("GetParameter", "ssm"),
    call("GetSecretValue", "secretsmanager"),
    call("GetAuthorizationToken", "ecr"),
    call("BatchGetImage", "ecr"),
    call("DescribeInstances", "ec2"),
    call("DescribeTags", "ec2"),
    call("PutMetricAlarm", "monitoring"),
    call("CreateQueue", "sqs"),
    call("GetCallerIdentity", "sts"),
    # A deployment that changes nothing of the network and of permissions.
    call("DescribeStacks", "cloudformation"),
    call("UpdateStack", "cloudformation"),
    call("UpdateFunctionCode20150331v2", "lambda"),
    call("UpdateService", "ecs"),
    call("RegisterTaskDefinition", "ecs"),
    call("CreateBucket", "s3"),
    call("PutBucketTagging", "s3"),
    call("PutBucketPublicAccessBlock", "s3"),
    call("GetBucketPolicy", "s3", errorCode="NoSuchBucketPolicy"),
    call("CreateRole", "iam"),
    call("TagRole", "iam"),
    call("GetRole", "iam", errorCode="NoSuchEntityException"),
    call("PutRetentionPolicy", "logs"),
    call("CreateVpcEndpoint", "ec2"),
    call("CreateTags", "ec2"),
    # A scanner that reads everything.
    call("ListUsers", "iam"),
    call("GetAccountAuthorizationDetails", "iam"),
    call("DescribeSecurityGroups", "ec2"),
    call("DescribeRouteTables", "ec2"),
    call("DescribeTrails", "cloudtrail"),
    call("ListKeys", "kms"),
    call("DescribeOrganization", "organizations"),
    call("DescribeInstances", "ec2", errorCode="Client.RequestLimitExceeded"),
    # People.
    sign_in(ROLE),
    sign_in(USER, mfa="Yes"),
    call("CheckMfa", "signin", userIdentity=USER, eventType="AwsConsoleSignIn"),
    call("SwitchRole", "signin", userIdentity=USER, responseElements={"SwitchRole": "Success"}),
    call("LookupEvents", "cloudtrail", userIdentity=USER),
    call("StartQuery", "logs", userIdentity=USER),
    call("RunInstances", "ec2", userIdentity=USER, errorCode="Client.DryRunOperation"),
    call("ChangePassword", "iam", userIdentity=USER),
)

# At some time of the day; the ids are those of the alarms that must count it, and no other may.
NOTICED: tuple[tuple[Event, set[str]], ...] = (
    (call("ListBuckets", "s3", errorCode="AccessDenied"), {"unauthorized_api_calls"}),
    (sign_in(USER), {"sign_in_without_mfa"}),
    (sign_in(ROOT, mfa="Yes"), {"root_usage"}),
    (
        sign_in(ROOT, result="Failure", errorMessage="Failed authentication"),
        {"root_usage", "console_sign_in_failures"},
    ),
    (
        call("StopLogging", "cloudtrail", errorCode="AccessDenied"),
        {"unauthorized_api_calls", "cloudtrail_changes"},
    ),
    (call("CreatePolicy", "iam", userIdentity=ROOT), {"root_usage", "iam_policy_changes"}),
    # Policies of AWS Organizations are not those of IAM, though the calls have the same name.
    (call("CreatePolicy", "organizations"), {"organizations_changes"}),
    (call("ModifySecurityGroupRules", "ec2"), {"security_group_changes"}),
    (call("CreateRoute", "ec2"), {"route_table_changes"}),
    (call("ScheduleKeyDeletion", "kms"), {"key_deletion"}),
)
