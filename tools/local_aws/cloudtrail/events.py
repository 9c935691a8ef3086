"""An API call as CloudTrail records it.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
"""

import uuid
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from attrs import field, frozen
from botocore.exceptions import UnknownServiceError
from botocore.model import OperationNotFoundError
from botocore.parsers import create_parser
from moto.core.model import OperationModel
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.request import Request, determine_request_protocol
from moto.core.routing import get_service_router
from moto.core.utils import get_service_model
from moto.iam.models import get_account_id_from
from moto.sts.models import sts_backends
from werkzeug.datastructures import Headers
from werkzeug.exceptions import NotFound

from tools.local_aws.cloudtrail.permission import CLOUDTRAIL

Event = dict[str, Any]

# The services whose requests are signed with another name than the one of their model.
MODELS = {"monitoring": "cloudwatch"}

# S3 Control signs as S3 does.
S3_CONTROL = "/v20180820/"

# Where the calls of a service without regions are recorded.
HOMES = {"iam": "us-east-1"}

# Calls about what a bucket or a group holds are data events, or no events at all. In S3 those are
# all calls that name an object, and these.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
DATA = {
    *("DeleteObjects", "HeadBucket", "ListMultipartUploads"),
    *("ListObjectVersions", "ListObjects", "ListObjectsV2"),
    *("PutLogEvents", "Publish", "PublishBatch", "PutMetricData"),
}

# Where S3 calls an event otherwise than the operation.
RENAMED = {
    "DeletePublicAccessBlock": "DeleteBucketPublicAccessBlock",
    "GetBucketLifecycleConfiguration": "GetBucketLifecycle",
    "GetObjectLockConfiguration": "GetBucketObjectLockConfiguration",
    "GetPublicAccessBlock": "GetBucketPublicAccessBlock",
    "PutBucketLifecycleConfiguration": "PutBucketLifecycle",
    "PutObjectLockConfiguration": "PutBucketObjectLockConfiguration",
    "PutPublicAccessBlock": "PutBucketPublicAccessBlock",
}


@frozen(kw_only=True)
class Call:
    """A call, as it came in."""

    service: str
    region: str
    access_key: str
    operation: OperationModel
    protocol: str
    parameters: dict[str, Any]
    source: str
    user_agent: str
    time: datetime = field(factory=lambda: datetime.now(UTC))

    @cached_property
    def account_id(self) -> str:
        """The account that the caller belongs to."""
        return get_account_id_from(self.access_key)

    @property
    def is_management(self) -> bool:
        """Whether it is about a resource, and not about what a resource holds."""
        takes = self.operation.input_shape.members if self.operation.input_shape else {}
        return not (self.operation.name in DATA or (self.service == "s3" and "Key" in takes))

    @property
    def data_resources(self) -> list[dict[str, str]]:
        """What a data event is about, first what has the type that a selector names; or nothing.

        https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-understanding-s3-entries.html
        """
        match self.is_management, self.service:
            case False, "s3":
                bucket = f"arn:aws:s3:::{self.parameters['Bucket']}"
                return [
                    {
                        "type": "AWS::S3::Object",
                        "ARN": f"{bucket}/{self.parameters.get('Key', '')}",
                    },
                    {"type": "AWS::S3::Bucket", "ARN": bucket, "accountId": self.account_id},
                ]
            case False, "sns":
                return [{"type": "AWS::SNS::Topic", "ARN": str(self.parameters["TopicArn"])}]
            case _:
                return []

    def event(self, status: int, headers: list[tuple[str, str]], body: bytes) -> Event:
        """Returns the record of the call and of what became of it."""
        name = self.operation.name
        # To assume a role is to get its credentials.
        reads = name.startswith(("AssumeRole", "Describe", "Get", "Head", "List"))
        resources = self.data_resources
        answer: dict[str, Any] = {}
        # Of a call that reads, and of a data event, the record has only what was wrong.
        if self.operation.output_shape and (status >= 400 or not (reads or resources)):
            answer = create_parser(self.protocol).parse(
                {"status_code": status, "headers": dict(headers), "body": body},
                self.operation.output_shape,
            )
        answer.pop("ResponseMetadata", None)
        error = answer.pop("Error", {}) if status >= 400 else {}
        return {
            "eventVersion": "1.11",
            "userIdentity": self._caller(),
            "eventTime": f"{self.time:%Y-%m-%dT%H:%M:%SZ}",
            "eventSource": f"{self.service}.amazonaws.com",
            "eventName": RENAMED.get(name, name) if self.service == "s3" else name,
            "awsRegion": self.region,
            "sourceIPAddress": self.source,
            "userAgent": self.user_agent,
            **({"errorCode": error["Code"], "errorMessage": error["Message"]} if error else {}),
            "requestParameters": _in_its_case(self._told()) or None,
            "responseElements": None if reads or error else _in_its_case(answer) or None,
            "requestID": Headers(headers).get("x-amzn-requestid") or str(uuid.uuid4()),
            "eventID": str(uuid.uuid4()),
            "readOnly": reads,
            "eventType": "AwsApiCall",
            "managementEvent": not resources,
            "recipientAccountId": self.account_id,
            "eventCategory": "Data" if resources else "Management",
            **({"resources": resources} if resources else {}),
        }

    def _caller(self) -> dict[str, Any]:
        if self.user_agent.startswith(CLOUDTRAIL):
            return {"type": "AWSService", "invokedBy": CLOUDTRAIL}
        role = sts_backends[DEFAULT_ACCOUNT_ID]["aws"].get_assumed_role_from_access_key(
            self.access_key
        )
        about = {"accountId": self.account_id, "accessKeyId": self.access_key}
        if role:
            return {
                "type": "AssumedRole",
                "principalId": role.user_id,
                "arn": role.arn,
                **about,
            }
        return {
            "type": "IAMUser",
            "principalId": "AIDALOCALLOCALLOCAL00",
            "arn": f"arn:aws:iam::{self.account_id}:user/{self.access_key}",
            **about,
            "userName": self.access_key,
        }

    def _told(self) -> dict[str, Any]:
        """Returns the parameters as far as the record has them: of S3 little more than a name."""
        if self.protocol != "rest-xml":
            return self.parameters
        bucket = self.parameters.get("Bucket")
        named = {"BucketName": bucket} if bucket else {}
        return named | ({"Key": self.parameters["Key"]} if "Key" in self.parameters else {})


def call_of(request: Request) -> Call | None:
    """Returns what a request calls; None if it is not signed, or no call of a known service."""
    # As in: AWS4-HMAC-SHA256 Credential=KEY/20260131/us-east-2/s3/aws4_request, ...
    _, signed, scope = request.headers.get("Authorization", "").partition("Credential=")
    if not signed:
        return None
    access_key, _, region, service = scope.split("/")[:4]
    in_path: dict[str, Any] = {}
    if request.path.startswith(S3_CONTROL):
        service = "s3control"
    try:
        model = get_service_model(MODELS.get(service, service))
        protocol = determine_request_protocol(model, request.content_type)
        if target := request.headers.get("X-Amz-Target"):
            # SDKs write what is before the last point in more than one way; moto knows only one.
            operation = model.operation_model(target.rpartition(".")[2])
        else:
            operation, in_path = get_service_router(model.service_name).match(request)
    except (NotFound, NotImplementedError, OperationNotFoundError, UnknownServiceError):
        # No call that these stacks make.
        return None
    return Call(
        service=service,
        region=HOMES.get(service, region),
        access_key=access_key,
        operation=operation,
        protocol=protocol,
        parameters=_parameters(request, operation, protocol, in_path),
        source=request.remote_addr or "",
        user_agent=request.headers.get("User-Agent", ""),
    )


def _parameters(
    request: Request, operation: OperationModel, protocol: str, in_path: dict[str, Any]
) -> dict[str, Any]:
    if protocol == "rest-xml":
        return in_path
    parsed: dict[str, Any] = PROTOCOL_PARSERS[protocol](operation).parse(
        {
            "method": request.method,
            "values": request.values,
            "headers": request.headers,
            "body": request.data,
            "url_path": request.path,
            "url_params": in_path,
        }
    )
    return parsed


def _in_its_case(node: Any) -> Any:
    """Returns the node with its names as CloudTrail writes them: trailARN, isMultiRegionTrail."""
    match node:
        case dict():
            return {key[:1].lower() + key[1:]: _in_its_case(each) for key, each in node.items()}
        case list() | tuple():
            return [_in_its_case(each) for each in node]
        case _:
            return node
