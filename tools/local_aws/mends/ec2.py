"""EC2: the list of the regions of a partition, which is all that a deployment asks of it.

moto would load the whole of EC2 for it, which takes a second of processor.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRegions.html
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import uuid4

from botocore.session import get_session
from werkzeug import Request, Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_NAMESPACE = "http://ec2.amazonaws.com/doc/2016-11-15/"


def ec2(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    """Answers a call of EC2, and refuses each but the one."""
    call, id_ = Request(environ), str(uuid4())
    action = call.form["Action"]
    if action == "DescribeRegions":
        status, body = 200, _regions(_region_of(call), id_)
    else:
        status, body = 400, _refusal(f"EC2 on this machine has no {action}.", id_)
    answer = Response(
        body, status, {"x-amzn-requestid": id_}, content_type="text/xml;charset=UTF-8"
    )
    return answer(environ, start_response)


def _regions(region: str, id_: str) -> str:
    session = get_session()
    partition = session.get_partition_for_region(region)
    regions = "".join(
        f"<item><regionName>{name}</regionName>"
        f"<regionEndpoint>ec2.{name}.amazonaws.com</regionEndpoint>"
        "<optInStatus>opt-in-not-required</optInStatus></item>"
        for name in session.get_available_regions("ec2", partition)
    )
    return (
        f'<DescribeRegionsResponse xmlns="{_NAMESPACE}"><requestId>{id_}</requestId>'
        f"<regionInfo>{regions}</regionInfo></DescribeRegionsResponse>"
    )


def _region_of(call: Request) -> str:
    """Returns the region that a call is signed for."""
    # As in: AWS4-HMAC-SHA256 Credential=KEY/20260131/us-east-2/ec2/aws4_request, ...
    return call.headers["Authorization"].split("/")[2]


def _refusal(message: str, id_: str) -> str:
    return (
        f"<Response><Errors><Error><Code>InvalidAction</Code><Message>{message}</Message></Error>"
        f"</Errors><RequestID>{id_}</RequestID></Response>"
    )
