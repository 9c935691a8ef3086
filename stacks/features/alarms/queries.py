"""Saved queries of CloudWatch Logs Insights: where to look after a mail."""

from attrs import frozen


@frozen(kw_only=True)
class Query:
    """A question to the log group, ready to be run in the console."""

    construct_id: str
    title: str
    text: str


# Whoever it was: a service that acts on its own has no ARN, some SAML users only a user name, and a
# user of IAM Identity Center is known by the user ID of whoever the call was made for.
WHO = (
    "coalesce(userIdentity.arn, userIdentity.principalId, userIdentity.userName, "
    "userIdentity.invokedBy, userIdentity.accountId)"
)
USER = "userIdentity.onBehalfOf.userId"

# CloudWatch Logs Insights finds the first 200 fields of an event. What stands behind the request
# and its answer can be beyond them, in the launch of many instances for example, so that the text
# of the event is asked instead.
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html
CHANGES = r'@message like /"readOnly": ?false/'
NO_SERVICE_EVENT = r'@message not like /"eventType": ?"AwsServiceEvent"/'
# The account whose call it was, which stands too late in a record, and first in its stream.
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-group-log-stream-naming.html
ACCOUNT = r"parse @logStream /(?<account>\d{12})_CloudTrail/"

QUERIES = (
    Query(
        construct_id="WhoDidItQuery",
        title="who did it",
        text=f"""\
{ACCOUNT}
| fields @timestamp, account, {WHO} as who, {USER} as user, eventSource, eventName, awsRegion, \
sourceIPAddress, errorCode
| filter {CHANGES}
| sort @timestamp desc
| limit 200""",
    ),
    Query(
        construct_id="DeniedCallsQuery",
        title="denied calls",
        text=f"""\
{ACCOUNT}
| filter errorCode like /UnauthorizedOperation$/ or errorCode like /^AccessDenied/
| stats count(*) as calls, count_distinct(eventName) as differentCalls, max(@timestamp) as last \
by account, {WHO} as who, {USER} as user, sourceIPAddress, eventSource
| sort calls desc""",
    ),
    Query(
        construct_id="ConsoleLoginsQuery",
        title="console logins",
        text=f"""\
{ACCOUNT}
| filter eventName = "ConsoleLogin"
| fields @timestamp, account, userIdentity.type, userIdentity.userName, userIdentity.arn, \
sourceIPAddress, responseElements.ConsoleLogin as result, additionalEventData.MFAUsed as mfa, \
errorMessage
| sort @timestamp desc
| limit 200""",
    ),
    Query(
        construct_id="RootUseQuery",
        title="root use",
        text=f"""\
{ACCOUNT}
| filter userIdentity.type = "Root" and not ispresent(userIdentity.invokedBy) \
and {NO_SERVICE_EVENT}
| fields @timestamp, account, eventSource, eventName, awsRegion, sourceIPAddress, userAgent, \
errorCode
| sort @timestamp desc
| limit 200""",
    ),
    Query(
        construct_id="ChangesQuery",
        title="changes by source, name and region",
        text=f"""\
{ACCOUNT}
| filter {CHANGES}
| stats count(*) as calls by account, eventSource, eventName, awsRegion
| sort calls desc""",
    ),
    # The first query that AWS itself gives for CloudTrail's log groups.
    # https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-examples.html
    Query(
        construct_id="CallsQuery",
        title="all calls by source, name and region",
        text="stats count(*) by eventSource, eventName, awsRegion",
    ),
)
