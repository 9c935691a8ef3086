"""The tables over the records, a row for each kind of file, and what their columns are.

https://docs.aws.amazon.com/athena/latest/ug/create-cloudtrail-table-partition-projection.html
"""

from collections.abc import Mapping

from stacks.foundation.file_kinds import INSIGHTS, LOGS, NETWORK_ACTIVITY

from attrs import frozen


def _struct(*strings: str, **others: str) -> str:
    fields = dict.fromkeys(strings, "string") | others
    return f"struct<{','.join(f'{name}:{type_}' for name, type_ in fields.items())}>"


# What is JSON of no fixed form (requestparameters, responseelements, additionaleventdata,
# serviceeventdetails) arrives as its text.
_OF_EVENTS: Mapping[str, str] = {
    "eventversion": "string",
    "useridentity": _struct(
        *("type", "principalid", "arn", "accountid", "invokedby", "accesskeyid", "username"),
        *("identityprovider", "credentialid"),
        inscopeof=_struct("sourcearn", "sourceaccount", "issuertype", "credentialsissuedto"),
        invokedbydelegate=_struct("accountid"),
        onbehalfof=_struct("userid", "identitystorearn"),
        sessioncontext=_struct(
            *("ec2roledelivery", "sourceidentity"),
            attributes=_struct("mfaauthenticated", "creationdate"),
            sessionissuer=_struct("type", "principalid", "arn", "accountid", "username"),
            webidfederationdata=_struct("federatedprovider", attributes="map<string,string>"),
        ),
    ),
    **dict.fromkeys(
        (
            *("eventtime", "eventsource", "eventname", "awsregion", "sourceipaddress"),
            *("useragent", "errorcode", "errormessage", "requestparameters", "responseelements"),
            *("additionaleventdata", "requestid", "eventid", "readonly", "managementevent"),
        ),
        "string",
    ),
    "resources": f"array<{_struct('arn', 'arnprefix', 'accountid', 'type')}>",
    **dict.fromkeys(
        (
            *("eventtype", "apiversion", "recipientaccountid", "serviceeventdetails"),
            *("sharedeventid", "vpcendpointid", "vpcendpointaccountid", "eventcategory"),
        ),
        "string",
    ),
    "addendum": _struct("reason", "updatedfields", "originalrequestid", "originaleventid"),
    "sessioncredentialfromconsole": "string",
    "edgedevicedetails": "string",
    "tlsdetails": _struct("tlsversion", "ciphersuite", "clientprovidedhostheader"),
}

# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
_OF_NETWORK_ACTIVITY: Mapping[str, str] = {
    name: type_
    for name, type_ in _OF_EVENTS.items()
    # What only calls to the API itself have.
    if name
    not in {
        *("requestparameters", "responseelements", "additionaleventdata", "apiversion"),
        *("serviceeventdetails", "sessioncredentialfromconsole", "edgedevicedetails"),
    }
}

_AVERAGE = _struct(average="double")

# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-insights-fields-trails.html
_OF_INSIGHTS: Mapping[str, str] = {
    **dict.fromkeys(
        (
            *("eventversion", "eventtime", "awsregion", "eventid", "eventtype"),
            *("recipientaccountid", "sharedeventid", "eventcategory"),
        ),
        "string",
    ),
    "insightdetails": _struct(
        *("state", "eventsource", "eventname", "insighttype", "errorcode"),
        insightcontext=_struct(
            statistics=_struct(
                baseline=_AVERAGE,
                insight=_AVERAGE,
                insightduration="int",
                baselineduration="int",
            ),
            attributions="array<{}>".format(
                _struct(
                    "attribute",
                    insight=f"array<{_struct('value', average='double')}>",
                    baseline=f"array<{_struct('value', average='double')}>",
                )
            ),
        ),
    ),
}


@frozen(kw_only=True)
class RecordsTable:
    """A table: the kind of files that it reads, and what it `holds`, as its description says."""

    id: str
    name: str
    kind: str
    holds: str
    columns: Mapping[str, str]


RECORDS = RecordsTable(
    id="Records", name="records", kind=LOGS, holds="every record of", columns=_OF_EVENTS
)
INSIGHT_EVENTS = RecordsTable(
    id="Insights",
    name="insights",
    kind=INSIGHTS,
    holds="unusual activity seen by",
    columns=_OF_INSIGHTS,
)
NETWORK_ACTIVITY_EVENTS = RecordsTable(
    id="NetworkActivity",
    name="network_activity",
    kind=NETWORK_ACTIVITY,
    holds="every call through a VPC endpoint seen by",
    columns=_OF_NETWORK_ACTIVITY,
)


def tables(*, insights: bool, network_activity: bool) -> list[RecordsTable]:
    """Returns those that a trail has files for."""
    return [
        RECORDS,
        *([INSIGHT_EVENTS] if insights else []),
        *([NETWORK_ACTIVITY_EVENTS] if network_activity else []),
    ]
