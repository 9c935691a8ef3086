"""The saved queries: what people ask when something has happened, each a row.

Denied calls, root use and changes are chosen and grouped as in the log group's saved queries.

A line that ends with `-- change` holds what the reader puts in. The days are compared with a
constant, right in the WHERE: from that alone Athena knows the folders that it need not read.
"""

from stacks.features.athena.columns import (
    INSIGHT_EVENTS,
    NETWORK_ACTIVITY_EVENTS,
    RECORDS,
    RecordsTable,
)

from attrs import frozen

# Who it was: the ARN, and in its place what is known of others. The ARN of a user of IAM Identity
# Center is empty or missing, a service has only a name, and some SAML users only a user name.
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
WHO = """coalesce(nullif(useridentity.arn, ''), useridentity.onbehalfof.userid,
         useridentity.principalid, useridentity.username, useridentity.invokedby,
         useridentity.accountid)"""

LAST_WEEK = "day >= date_format(current_date - interval '7' day, '%Y/%m/%d')  -- change: since when"


@frozen
class SavedQuery:
    """A question, and the SQL that answers it over `{records}`, which is its table."""

    id: str
    name: str
    description: str
    sql: str
    table: RecordsTable = RECORDS

    def over(self, *, database: str) -> str:
        """Returns the SQL for the table in a database."""
        return self.sql.replace("{records}", f'"{database}"."{self.table.name}"')


QUERIES = (
    SavedQuery(
        id="ActivityOfPrincipal",
        name="Activity of a principal or access key",
        description="Everything that one principal, role or access key did, in order.",
        sql=f"""\
SELECT eventtime, account, region, eventsource, eventname, errorcode, sourceipaddress,
       useragent, {WHO} AS principal,
       useridentity.accesskeyid AS access_key,
       requestparameters, eventid
FROM {{records}}
WHERE {LAST_WEEK}
  AND 'AKIAIOSFODNN7EXAMPLE'  -- change: an ARN, user name, role, principal id or access key
      IN (useridentity.arn, useridentity.username, useridentity.principalid,
          useridentity.accesskeyid, useridentity.onbehalfof.userid,
          useridentity.sessioncontext.sourceidentity,
          useridentity.sessioncontext.sessionissuer.arn,
          useridentity.sessioncontext.sessionissuer.username)
ORDER BY eventtime, eventid
""",
    ),
    SavedQuery(
        id="AccessToResource",
        name="Access to a resource",
        description=(
            "Who touched one resource, or was refused it, which often only the message says. Its "
            "name finds more than its ARN: most requests name it."
        ),
        sql=f"""\
SELECT eventtime, account, region, {WHO} AS principal,
       eventsource, eventname, readonly, errorcode, sourceipaddress, requestparameters, eventid
FROM {{records}}
WHERE {LAST_WEEK}
  AND strpos(
        concat_ws(' ', requestparameters, responseelements, errormessage,
                  additionaleventdata, serviceeventdetails,
                  array_join(transform(resources, resource -> resource.arn), ' '),
                  array_join(transform(resources, resource -> resource.arnprefix), ' ')),
        'amzn-s3-demo-bucket') > 0  -- change: a name, an id or an ARN, or a part of one
ORDER BY eventtime, eventid
""",
    ),
    SavedQuery(
        id="DeniedCalls",
        name="Denied calls",
        description="Who was refused what, from where, how often, and between when.",
        sql=f"""\
SELECT account, {WHO} AS principal,
       sourceipaddress, eventsource,
       count(*) AS calls, count(DISTINCT eventname) AS different_calls,
       array_join(array_sort(array_agg(DISTINCT eventname)), ', ') AS eventnames,
       min(eventtime) AS first_call, max(eventtime) AS last_call
FROM {{records}}
WHERE {LAST_WEEK}
  AND (errorcode LIKE '%UnauthorizedOperation' OR errorcode LIKE 'AccessDenied%')
GROUP BY 1, 2, 3, 4
ORDER BY calls DESC, account, principal, sourceipaddress, eventsource
""",
    ),
    SavedQuery(
        id="RootUse",
        name="Root use",
        description="What the root user did itself; what a service did in its name is left out.",
        sql=f"""\
SELECT eventtime, account, region, eventsource, eventname, errorcode, sourceipaddress, useragent,
       useridentity.sessioncontext.attributes.mfaauthenticated AS mfa, requestparameters, eventid
FROM {{records}}
WHERE {LAST_WEEK}
  AND useridentity.type = 'Root'
  AND useridentity.invokedby IS NULL
  AND eventtype <> 'AwsServiceEvent'
ORDER BY eventtime, eventid
""",
    ),
    SavedQuery(
        id="ConsoleLoginsWithoutMfa",
        name="Console logins without MFA",
        description=(
            "Successful logins of IAM users and of root with a password alone. Federated users "
            "are left out: their MFA happens at their identity provider."
        ),
        sql=f"""\
SELECT eventtime, account, region, useridentity.type AS kind, {WHO} AS principal,
       sourceipaddress, useragent, eventid
FROM {{records}}
WHERE {LAST_WEEK}
  AND eventname = 'ConsoleLogin'
  AND useridentity.type IN ('IAMUser', 'Root')
  AND json_extract_scalar(responseelements, '$.ConsoleLogin') = 'Success'
  AND coalesce(json_extract_scalar(additionaleventdata, '$.MFAUsed'), 'No') <> 'Yes'
ORDER BY eventtime, eventid
""",
    ),
    SavedQuery(
        id="ChangesByDay",
        name="Changes by day",
        description="How many calls that change something there were, and how many failed.",
        sql=f"""\
SELECT substr(eventtime, 1, 10) AS event_day, account, eventsource, eventname, awsregion,
       count(*) AS calls,
       count_if(errorcode IS NOT NULL AND errorcode <> '200') AS failed,
       count(DISTINCT {WHO}) AS principals
FROM {{records}}
WHERE {LAST_WEEK}
  AND readonly = 'false'
GROUP BY 1, 2, 3, 4, 5
ORDER BY event_day, calls DESC, account, eventsource, eventname, awsregion
""",
    ),
    SavedQuery(
        id="CallsFromElsewhere",
        name="Calls from outside the known networks",
        description=(
            "Who called from where, beside the networks listed. Calls that AWS services make have "
            "a name in the place of an address, and are left out. A call can have several."
        ),
        sql=f"""\
SELECT account, address, {WHO} AS principal,
       count(*) AS calls, min(eventtime) AS first_call, max(eventtime) AS last_call
FROM {{records}}
CROSS JOIN UNNEST(split(sourceipaddress, ', ')) AS source (address)
WHERE {LAST_WEEK}
  AND NOT contains('10.0.0.0/8', try_cast(address AS ipaddress))  -- change: your networks,
  AND NOT contains('192.0.2.0/24', try_cast(address AS ipaddress))  -- change: a line each
  AND NOT contains('2001:db8::/32', try_cast(address AS ipaddress))  -- change
GROUP BY 1, 2, 3
ORDER BY calls DESC, account, address, principal
""",
    ),
    SavedQuery(
        id="EventsByCategory",
        name="Events by category",
        description=(
            "How many events a day there were of each category and service, reads and writes: "
            "what CloudTrail's bill counts."
        ),
        sql=f"""\
SELECT day, account, coalesce(eventcategory, 'Management') AS category, eventsource,
       count_if(coalesce(readonly, '') = 'true') AS reads,
       count_if(coalesce(readonly, '') = 'false') AS writes, count(*) AS events
FROM {{records}}
WHERE {LAST_WEEK}
GROUP BY 1, 2, 3, 4
ORDER BY day, events DESC, account, category, eventsource
""",
    ),
    SavedQuery(
        id="UnusualActivity",
        name="Unusual activity",
        description=(
            "What CloudTrail Insights found: which calls or errors were more or fewer than usual, "
            "by how much, and whose they mostly were."
        ),
        table=INSIGHT_EVENTS,
        sql=f"""\
SELECT eventtime, account, region, insightdetails.state AS state,
       insightdetails.insighttype AS kind, insightdetails.eventsource AS eventsource,
       insightdetails.eventname AS eventname, insightdetails.errorcode AS errorcode,
       insightdetails.insightcontext.statistics.baseline.average AS usual_a_minute,
       insightdetails.insightcontext.statistics.insight.average AS seen_a_minute,
       insightdetails.insightcontext.statistics.insightduration AS minutes,
       array_join(
         transform(
           filter(insightdetails.insightcontext.attributions,
                  each -> each.attribute = 'userIdentityArn')[1].insight,
           each -> each.value),
         ', ') AS principals,
       sharedeventid, eventid
FROM {{records}}
WHERE {LAST_WEEK}
ORDER BY eventtime, eventid
""",
    ),
    SavedQuery(
        id="NetworkActivity",
        name="Calls through VPC endpoints",
        description=(
            "Who called what through the VPC endpoints, of which account, and what the endpoint's "
            "policy refused."
        ),
        table=NETWORK_ACTIVITY_EVENTS,
        sql=f"""\
SELECT account, region, vpcendpointid, useridentity.accountid AS caller_account,
       {WHO} AS principal,
       eventsource, eventname, errorcode,
       count(*) AS calls, min(eventtime) AS first_call, max(eventtime) AS last_call
FROM {{records}}
WHERE {LAST_WEEK}
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
ORDER BY calls DESC, account, region, vpcendpointid, caller_account, principal, eventsource,
         eventname, errorcode
""",
    ),
)
