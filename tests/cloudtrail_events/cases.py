"""For each alarm, events that it must count, and near misses that it must not."""

from attrs import frozen

from tests.cloudtrail_events.record import ROLE, ROOT, USER, Event, call, sign_in

UNKNOWN = "No username found in supplied account"
FAILED = {"result": "Failure", "errorMessage": "Failed authentication"}


@frozen
class Case:
    """What one alarm must count, and what it must not."""

    must: tuple[Event, ...]
    must_not: tuple[Event, ...]


def calls(
    service: str,
    names: str,
    *,
    near: str,
    elsewhere: str | None = None,
    more: tuple[Event, ...] = (),
    other: tuple[Event, ...] = (),
) -> Case:
    """Returns the case of an alarm on calls to a service, each of `names` one.

    `near` are other calls to the same service with names that resemble them. `elsewhere` is a
    service whose calls of the same names are not meant, where there is one. `more` are further
    events that are meant, and `other` further ones that are not.
    """
    not_meant = [call(name, service) for name in near.split()]
    if elsewhere:
        not_meant += [call(name, elsewhere) for name in names.split()]
    meant = tuple(call(name, service) for name in names.split())
    return Case((*meant, *more), (*not_meant, *other))


BLOCKS = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
OTHER_GATEWAYS = (
    "CreateNatGateway DeleteNatGateway CreateEgressOnlyInternetGateway "
    "DeleteEgressOnlyInternetGateway CreateVpnGateway DeleteVpnGateway AttachVpnGateway "
    "DetachVpnGateway CreateTransitGateway ModifyTransitGateway DeleteTransitGateway "
    "CreateTransitGatewayVpcAttachment AcceptTransitGatewayVpcAttachment "
    "ModifyTransitGatewayVpcAttachment DeleteTransitGatewayVpcAttachment"
)


def access_block(
    service: str = "s3", name: str = "PutBucketPublicAccessBlock", *, off: str = ""
) -> Event:
    """Returns a call that sets a public access block, all of it on but for one switch."""
    block = {each: each != off for each in BLOCKS}
    return call(name, service, requestParameters={"PublicAccessBlockConfiguration": block})


CASES = {
    "unauthorized_api_calls": Case(
        must=(
            call("RunInstances", "ec2", errorCode="Client.UnauthorizedOperation"),
            call("ListBuckets", "s3", errorCode="AccessDenied"),
            call("Decrypt", "kms", errorCode="AccessDeniedException"),
            call("GetApplication", "greengrass", errorCode="UnauthorizedException"),
            call("ListApps", "amplify", errorCode="ForbiddenException"),
            call("AdminGetUser", "cognito-idp", errorCode="NotAuthorizedException"),
            call("Publish", "sns", errorCode="AuthorizationError"),
            call("Subscribe", "sns", errorCode="AuthorizationErrorException"),
        ),
        must_not=(
            call("ListApps", "amplify", errorCode="NotFoundException"),
            call("Publish", "sns", errorMessage="AuthorizationError by the application"),
            call("RunInstances", "ec2"),
            call("RunInstances", "ec2", errorCode="Client.DryRunOperation"),
            call("RunInstances", "ec2", errorCode="Client.UnauthorizedOperationException"),
            call("GetBucketPolicy", "s3", errorCode="NoSuchBucketPolicy"),
            call("AssumeRole", "sts", errorCode="ExpiredTokenException"),
            call("Invoke", "lambda", errorCode="KMSAccessDeniedException"),
            call("PutItem", "dynamodb", errorMessage="AccessDenied by the application"),
        ),
    ),
    "sign_in_without_mfa": Case(
        must=(
            sign_in(USER),
            sign_in(USER | {"userName": "bob"}, sourceIPAddress="198.51.100.9"),
        ),
        must_not=(
            sign_in(USER, mfa="Yes"),
            sign_in(USER, **FAILED),
            sign_in(ROLE),  # of an identity provider, which has its own MFA
            sign_in(ROOT),  # the root user has an alarm of its own
            sign_in(USER, eventName="CheckMfa"),
            sign_in(USER, additionalEventData={"LoginTo": "https://console.aws.amazon.com"}),
        ),
    ),
    "root_usage": Case(
        must=(
            call("CreateAccessKey", "iam", userIdentity=ROOT),
            call("DescribeInstances", "ec2", userIdentity=ROOT),
            sign_in(ROOT, mfa="Yes"),
        ),
        must_not=(
            call("CreateAccessKey", "iam"),
            call(
                *("DescribeInstances", "ec2"),
                userIdentity=ROOT | {"invokedBy": "autoscaling.amazonaws.com"},
            ),
            call("RotateKey", "kms", userIdentity=ROOT, eventType="AwsServiceEvent"),
            call("CreateUser", "iam", userIdentity=USER | {"userName": "Root"}),
        ),
    ),
    "iam_policy_changes": calls(
        "iam",
        "DeleteGroupPolicy DeleteRolePolicy DeleteUserPolicy PutGroupPolicy PutRolePolicy "
        "PutUserPolicy CreatePolicy DeletePolicy CreatePolicyVersion DeletePolicyVersion "
        "AttachRolePolicy DetachRolePolicy AttachUserPolicy DetachUserPolicy AttachGroupPolicy "
        "DetachGroupPolicy UpdateAssumeRolePolicy SetDefaultPolicyVersion "
        "PutRolePermissionsBoundary DeleteRolePermissionsBoundary PutUserPermissionsBoundary "
        "DeleteUserPermissionsBoundary",
        near="GetRolePolicy ListPolicies SimulatePrincipalPolicy CreateRole TagPolicy UpdateRole",
        elsewhere="organizations",
    ),
    "cloudtrail_changes": calls(
        "cloudtrail",
        "CreateTrail UpdateTrail DeleteTrail StartLogging StopLogging PutEventSelectors "
        "PutInsightSelectors",
        near="DescribeTrails GetTrailStatus LookupEvents GetEventSelectors StartQuery",
        # Of the second pattern alone: nothing else has calls of the first one's names.
        other=(call("PutEventSelectors", "other"), call("PutInsightSelectors", "other")),
    ),
    "console_sign_in_failures": Case(
        must=(
            sign_in(USER, **FAILED),
            sign_in(ROOT, **FAILED),
            sign_in(USER | {"userName": "HIDDEN_DUE_TO_SECURITY_REASONS"}, **FAILED),
            sign_in(USER, result="Failure", errorMessage=UNKNOWN),
        ),
        must_not=(
            sign_in(USER),
            call("GetSigninToken", "signin", errorMessage="Failed authentication"),
            call("GetSigninToken", "signin", errorMessage=UNKNOWN),
        ),
    ),
    "key_deletion": calls(
        "kms",
        "DisableKey ScheduleKeyDeletion",
        near="DisableKeyRotation CancelKeyDeletion EnableKey DescribeKey",
        elsewhere="payment-cryptography",
    ),
    "bucket_policy_changes": calls(
        "s3",
        "PutBucketAcl PutBucketPolicy PutBucketCors PutBucketLifecycle PutBucketReplication "
        "DeleteBucketPolicy DeleteBucketCors DeleteBucketLifecycle DeleteBucketReplication "
        "DeleteBucketPublicAccessBlock DeleteBucketOwnershipControls "
        "PutAccountPublicAccessBlock DeleteAccountPublicAccessBlock",
        near="GetBucketAcl GetBucketPolicyStatus PutBucketTagging CreateBucket PutObjectAcl "
        "GetBucketPublicAccessBlock PutBucketOwnershipControls",
        elsewhere="s3-outposts",
        more=(
            *(access_block(off=name) for name in BLOCKS),
            call("PutBucketPolicy", "s3express"),
            call("DeleteBucketPolicy", "s3express"),
        ),
        other=(
            access_block(),
            access_block("other", off=BLOCKS[0]),
            access_block("s3", "PutBucketTagging", off=BLOCKS[0]),
            call("CreateSession", "s3express"),
        ),
    ),
    "config_changes": calls(
        "config",
        "StopConfigurationRecorder DeleteDeliveryChannel PutDeliveryChannel "
        "PutConfigurationRecorder DeleteConfigurationRecorder",
        near="StartConfigurationRecorder DescribeDeliveryChannels PutEvaluations PutConfigRule",
        elsewhere="iotsitewise",
    ),
    "security_group_changes": calls(
        "ec2",
        "AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress RevokeSecurityGroupIngress "
        "RevokeSecurityGroupEgress CreateSecurityGroup DeleteSecurityGroup "
        "ModifySecurityGroupRules",
        near="DescribeSecurityGroups DescribeSecurityGroupRules GetSecurityGroupsForVpc",
    ),
    "network_acl_changes": calls(
        "ec2",
        "CreateNetworkAcl CreateNetworkAclEntry DeleteNetworkAcl DeleteNetworkAclEntry "
        "ReplaceNetworkAclEntry ReplaceNetworkAclAssociation",
        near="DescribeNetworkAcls CreateNetworkInterface",
    ),
    "gateway_changes": calls(
        "ec2",
        "CreateCustomerGateway DeleteCustomerGateway AttachInternetGateway CreateInternetGateway "
        f"DeleteInternetGateway DetachInternetGateway {OTHER_GATEWAYS}",
        near="DescribeInternetGateways DescribeNatGateways CreateTransitGatewayRoute",
        other=tuple(call(name, "other") for name in OTHER_GATEWAYS.split()),
    ),
    "route_table_changes": calls(
        "ec2",
        "CreateRoute CreateRouteTable ReplaceRoute ReplaceRouteTableAssociation DeleteRouteTable "
        "DeleteRoute DisassociateRouteTable AssociateRouteTable",
        near="DescribeRouteTables CreateTransitGatewayRoute",
        elsewhere="appmesh",
    ),
    "vpc_changes": calls(
        "ec2",
        "CreateVpc DeleteVpc ModifyVpcAttribute AcceptVpcPeeringConnection "
        "CreateVpcPeeringConnection DeleteVpcPeeringConnection RejectVpcPeeringConnection "
        "AttachClassicLinkVpc DetachClassicLinkVpc DisableVpcClassicLink EnableVpcClassicLink "
        "CreateDefaultVpc",
        near="DescribeVpcs DescribeVpcAttribute CreateVpcEndpoint CreateSubnet",
        other=(call("CreateDefaultVpc", "other"),),
    ),
    "organizations_changes": calls(
        "organizations",
        "AcceptHandshake AttachPolicy CancelHandshake CreateAccount CreateOrganization "
        "CreateOrganizationalUnit CreatePolicy DeclineHandshake DeleteOrganization "
        "DeleteOrganizationalUnit DeletePolicy DetachPolicy DisablePolicyType EnableAllFeatures "
        "EnablePolicyType InviteAccountToOrganization LeaveOrganization MoveAccount "
        "RemoveAccountFromOrganization UpdatePolicy UpdateOrganizationalUnit "
        "RegisterDelegatedAdministrator DeregisterDelegatedAdministrator EnableAWSServiceAccess "
        "DisableAWSServiceAccess PutResourcePolicy DeleteResourcePolicy CloseAccount",
        near="DescribeOrganization ListAccounts ListPoliciesForTarget DescribeCreateAccountStatus",
        elsewhere="iot",
    ),
}
