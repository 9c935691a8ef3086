"""The AWS on this machine, where it needs more than that everything else works with it."""

import socket
from urllib.parse import urlsplit

from tools.local_aws import local_aws

REQUEST = """\
POST / HTTP/1.1
Host: sts.us-east-2.amazonaws.com
Content-Type: application/x-www-form-urlencoded
Authorization: AWS4-HMAC-SHA256 Credential=local/20260131/us-east-2/sts/aws4_request
Content-Length: 43

Action=GetCallerIdentity&Version=2011-06-15"""


def test_an_answer_comes_in_one_piece() -> None:
    with local_aws() as aws:
        server = urlsplit(aws.endpoint_url)
        # Two pieces that follow each other closely look like one most of the time.
        for _ in range(100):
            with socket.create_connection((server.hostname, server.port), timeout=30) as connection:
                connection.sendall(REQUEST.replace("\n", "\r\n").encode())
                answer = connection.recv(4096)
            assert answer.startswith(b"HTTP/1.1 200 ")
            assert answer.endswith(b"</GetCallerIdentityResponse>")
