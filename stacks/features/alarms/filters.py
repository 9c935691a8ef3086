"""The fifteen things that section 4 of the CIS AWS Foundations Benchmark wants noticed.

The patterns are those that Security Hub compares character by character, and that also satisfy
prowler; where the two, or the editions of CIS, want different things, the row says what was taken.

https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
"""

from stacks.features.alarms.filter import Filter, any_of

KEY_DELETION = "key_deletion"

# One of the four switches of a public access block is off.
_NOT_BLOCKED = " || ".join(
    f"($.requestParameters.PublicAccessBlockConfiguration.{name} IS FALSE)"
    for name in (
        *("BlockPublicAcls", "IgnorePublicAcls"),
        *("BlockPublicPolicy", "RestrictPublicBuckets"),
    )
)

FILTERS = (
    Filter(
        id="unauthorized_api_calls",
        cis="4.1",
        security_hub=2,
        title="Calls were refused for lack of permission",
        why="Somebody may be trying out what stolen credentials can do; more often a role is "
        "missing a permission.",
        look_first="the saved query 'denied calls': one principal with many different calls is "
        "worse than many times the same call.",
        # CIS v3.0 and v5.0 print two more terms with `!=`. v3.0 joins them with `||`, which matches
        # every event; v5.0 leaves out the parentheses, so that they bind to the second term only.
        pattern='{($.errorCode="*UnauthorizedOperation") || ($.errorCode="AccessDenied*")}',
        # What some thirty services say instead.
        also='{($.errorCode="UnauthorizedException") || ($.errorCode="ForbiddenException") || '
        '($.errorCode="NotAuthorizedException") || ($.errorCode="AuthorizationError*")}',
    ),
    Filter(
        id="sign_in_without_mfa",
        cis="4.2",
        security_hub=3,
        title="A user signed in to the console without MFA",
        why="A password alone was enough, so a stolen one is too.",
        look_first="whose sign-in it was and from which address (saved query 'console logins'); "
        "then give that user an MFA device.",
        # CIS and prowler want the first two terms only; the others keep federated users out, whose
        # MFA their identity provider sees, not AWS.
        pattern='{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") && '
        '($.userIdentity.type = "IAMUser") && ($.responseElements.ConsoleLogin = "Success") }',
    ),
    Filter(
        id="root_usage",
        cis="4.3",
        security_hub=1,
        title="The root user was used",
        why="It may do everything and nothing restrains it; hardly any task needs it.",
        look_first="what it did and from which address (saved query 'root use'), and whether its "
        "owner knows of it; if not, change its password and delete its access keys.",
        pattern='{$.userIdentity.type="Root" && $.userIdentity.invokedBy NOT EXISTS && '
        '$.eventType !="AwsServiceEvent"}',
    ),
    Filter(
        id="iam_policy_changes",
        cis="4.4",
        security_hub=4,
        title="An IAM policy was changed",
        why="It decides who may do what; with it an attacker gets more rights, or keeps them.",
        look_first="the policy document in requestParameters, and whether the change was planned.",
        # Security Hub's own text of 2023 has no source; its check wants one, prowler takes both.
        # Without it, policies of AWS Organizations would count here as well.
        pattern=any_of(
            *("DeleteGroupPolicy", "DeleteRolePolicy", "DeleteUserPolicy"),
            *("PutGroupPolicy", "PutRolePolicy", "PutUserPolicy"),
            *("CreatePolicy", "DeletePolicy", "CreatePolicyVersion", "DeletePolicyVersion"),
            *("AttachRolePolicy", "DetachRolePolicy", "AttachUserPolicy", "DetachUserPolicy"),
            *("AttachGroupPolicy", "DetachGroupPolicy"),
            source="iam.amazonaws.com",
        ),
        # Who may assume a role, which version of a policy holds, and what limits it.
        also=any_of(
            *("UpdateAssumeRolePolicy", "SetDefaultPolicyVersion"),
            *("PutRolePermissionsBoundary", "DeleteRolePermissionsBoundary"),
            *("PutUserPermissionsBoundary", "DeleteUserPermissionsBoundary"),
            source="iam.amazonaws.com",
        ),
    ),
    Filter(
        id="cloudtrail_changes",
        cis="4.5",
        security_hub=5,
        title="A trail was made, changed, started or stopped",
        why="Who wants to hide something begins here.",
        look_first="whether every trail is still logging, and to where; a deployment of this "
        "trail counts too.",
        pattern=any_of("CreateTrail", "UpdateTrail", "DeleteTrail", "StartLogging", "StopLogging"),
        # Who selects no events needs not stop the trail.
        also=any_of(
            *("PutEventSelectors", "PutInsightSelectors"), source="cloudtrail.amazonaws.com"
        ),
    ),
    Filter(
        id="console_sign_in_failures",
        cis="4.6",
        security_hub=6,
        title="Signing in to the console failed",
        why="Somebody may be guessing a password.",
        look_first="how often, for whom and from which addresses (saved query 'console logins'), "
        "and whether one of them succeeded later.",
        pattern='{($.eventName=ConsoleLogin) && ($.errorMessage="Failed authentication")}',
        # Who guesses does not know the names either.
        also="{($.eventName=ConsoleLogin) && "
        '($.errorMessage="No username found in supplied account")}',
    ),
    Filter(
        id=KEY_DELETION,
        cis="4.7",
        security_hub=7,
        title="A KMS key was disabled or is to be deleted",
        why="What it encrypts can no longer be read, and once the key is deleted never again.",
        look_first="which key, and what it encrypts; a deletion can be cancelled while it waits.",
        pattern=any_of("DisableKey", "ScheduleKeyDeletion", source="kms.amazonaws.com"),
    ),
    Filter(
        id="bucket_policy_changes",
        cis="4.8",
        security_hub=8,
        title="Who may use a bucket, or how long its objects stay, was changed",
        why="Objects may have become public, be copied elsewhere, or expire.",
        look_first="the bucket and its new policy in requestParameters; the log bucket first.",
        pattern=any_of(
            *("PutBucketAcl", "PutBucketPolicy", "PutBucketCors", "PutBucketLifecycle"),
            *("PutBucketReplication", "DeleteBucketPolicy", "DeleteBucketCors"),
            *("DeleteBucketLifecycle", "DeleteBucketReplication"),
            source="s3.amazonaws.com",
        ),
        # What keeps buckets from being public, of one or of the account, and directory buckets.
        also="{(($.eventSource=s3.amazonaws.com) && "
        "(($.eventName=DeleteBucketPublicAccessBlock) || "
        "($.eventName=DeleteBucketOwnershipControls) || "
        "($.eventName=PutAccountPublicAccessBlock) || "
        "($.eventName=DeleteAccountPublicAccessBlock) || "
        "(($.eventName=PutBucketPublicAccessBlock) && "
        f"({_NOT_BLOCKED})))) || "
        "(($.eventSource=s3express.amazonaws.com) && "
        "(($.eventName=PutBucketPolicy) || ($.eventName=DeleteBucketPolicy)))}",
    ),
    Filter(
        id="config_changes",
        cis="4.9",
        security_hub=9,
        title="AWS Config was changed or stopped",
        why="Without it, nobody sees how resources were set at a given time.",
        look_first="whether its recorder is still running in every region.",
        pattern=any_of(
            *("StopConfigurationRecorder", "DeleteDeliveryChannel"),
            *("PutDeliveryChannel", "PutConfigurationRecorder"),
            source="config.amazonaws.com",
        ),
        also=any_of("DeleteConfigurationRecorder", source="config.amazonaws.com"),
    ),
    Filter(
        id="security_group_changes",
        cis="4.10",
        security_hub=10,
        title="A security group was changed",
        why="A port may have been opened to the internet.",
        look_first="the rule in requestParameters: 0.0.0.0/0 or ::/0, and which port.",
        pattern=any_of(
            *("AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress"),
            *("RevokeSecurityGroupIngress", "RevokeSecurityGroupEgress"),
            *("CreateSecurityGroup", "DeleteSecurityGroup"),
        ),
        # CIS v5.0 adds this call, with which the console edits rules; Security Hub accepts no
        # addition to the pattern above.
        also=any_of("ModifySecurityGroupRules"),
    ),
    Filter(
        id="network_acl_changes",
        cis="4.11",
        security_hub=11,
        title="A network ACL was changed",
        why="It lets traffic into subnets, or keeps it out.",
        look_first="the entry in requestParameters, and the subnets that the ACL guards.",
        pattern=any_of(
            *("CreateNetworkAcl", "CreateNetworkAclEntry", "DeleteNetworkAcl"),
            *("DeleteNetworkAclEntry", "ReplaceNetworkAclEntry", "ReplaceNetworkAclAssociation"),
        ),
    ),
    Filter(
        id="gateway_changes",
        cis="4.12",
        security_hub=12,
        title="A network gateway was changed",
        why="It connects a VPC with the internet or with another network.",
        look_first="the VPC it was attached to, or detached from.",
        pattern=any_of(
            *("CreateCustomerGateway", "DeleteCustomerGateway", "AttachInternetGateway"),
            *("CreateInternetGateway", "DeleteInternetGateway", "DetachInternetGateway"),
        ),
        # The gateways that the benchmark does not know.
        also=any_of(
            *("CreateNatGateway", "DeleteNatGateway"),
            *("CreateEgressOnlyInternetGateway", "DeleteEgressOnlyInternetGateway"),
            *("CreateVpnGateway", "DeleteVpnGateway", "AttachVpnGateway", "DetachVpnGateway"),
            *("CreateTransitGateway", "ModifyTransitGateway", "DeleteTransitGateway"),
            *("CreateTransitGatewayVpcAttachment", "AcceptTransitGatewayVpcAttachment"),
            *("ModifyTransitGatewayVpcAttachment", "DeleteTransitGatewayVpcAttachment"),
            source="ec2.amazonaws.com",
        ),
    ),
    Filter(
        id="route_table_changes",
        cis="4.13",
        security_hub=13,
        title="A route table was changed",
        why="Traffic may go where it can be read, or no longer where it is needed.",
        look_first="the route in requestParameters: its destination and its target.",
        # As in 4.4: Security Hub's check and prowler want the source.
        pattern=any_of(
            *("CreateRoute", "CreateRouteTable", "ReplaceRoute", "ReplaceRouteTableAssociation"),
            *("DeleteRouteTable", "DeleteRoute", "DisassociateRouteTable"),
            source="ec2.amazonaws.com",
        ),
        also=any_of("AssociateRouteTable", source="ec2.amazonaws.com"),
    ),
    Filter(
        id="vpc_changes",
        cis="4.14",
        security_hub=14,
        title="A VPC or a peering between VPCs was changed",
        why="Networks that were apart may now be connected.",
        look_first="the other side of a peering: whose account it is.",
        pattern=any_of(
            *("CreateVpc", "DeleteVpc", "ModifyVpcAttribute"),
            *("AcceptVpcPeeringConnection", "CreateVpcPeeringConnection"),
            *("DeleteVpcPeeringConnection", "RejectVpcPeeringConnection"),
            *("AttachClassicLinkVpc", "DetachClassicLinkVpc"),
            *("DisableVpcClassicLink", "EnableVpcClassicLink"),
        ),
        also=any_of("CreateDefaultVpc", source="ec2.amazonaws.com"),
    ),
    Filter(
        id="organizations_changes",
        cis="4.15",
        security_hub=None,
        title="AWS Organizations was changed",
        why="An account may have left the policies that restrain it, or have been added.",
        look_first="the account in requestParameters, and who made the call.",
        # prowler wants CancelHandshake, CreateOrganization and EnableAllFeatures besides those of
        # CIS; Security Hub has no such control.
        pattern=any_of(
            *("AcceptHandshake", "AttachPolicy", "CancelHandshake", "CreateAccount"),
            *("CreateOrganization", "CreateOrganizationalUnit", "CreatePolicy"),
            *("DeclineHandshake", "DeleteOrganization", "DeleteOrganizationalUnit"),
            *("DeletePolicy", "DetachPolicy", "DisablePolicyType", "EnableAllFeatures"),
            *("EnablePolicyType", "InviteAccountToOrganization", "LeaveOrganization"),
            *("MoveAccount", "RemoveAccountFromOrganization", "UpdatePolicy"),
            "UpdateOrganizationalUnit",
            source="organizations.amazonaws.com",
        ),
        # Who else may administer the organisation, and which services reach into its accounts.
        also=any_of(
            *("RegisterDelegatedAdministrator", "DeregisterDelegatedAdministrator"),
            *("EnableAWSServiceAccess", "DisableAWSServiceAccess"),
            *("PutResourcePolicy", "DeleteResourcePolicy", "CloseAccount"),
            source="organizations.amazonaws.com",
        ),
    ),
)
