"""The server: moto in this process, on a free port of the loopback interface."""

import logging
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from attrs import field, frozen
from moto.moto_api._internal.models import moto_api_backend
from moto.moto_server.threaded_moto_server import ThreadedMotoServer

from tools.iam_simulator import Simulator, simulator
from tools.local_aws.cloudtrail import Call, LocalCloudtrail, recording
from tools.local_aws.mends import mended
from tools.local_aws.organization import MEMBERS, found_organization
from tools.local_aws.replication import replicate


@frozen
class LocalAws:
    """An AWS account that is empty at first; `endpoint_url` is where all its services answer.

    It manages an organisation with two more accounts, which are empty too.

    `calls` are those that came in from a client, the newest last.
    """

    endpoint_url: str
    calls: list[Call] = field(repr=False)
    _cloudtrail: LocalCloudtrail = field(repr=False)
    _iam: Simulator = field(repr=False)

    def deliver(self) -> None:
        """Delivers what the trails have recorded, as CloudTrail does every few minutes.

        S3 has copied it then, where there is a replication.
        """
        self._cloudtrail.deliver()
        replicate(self._iam)

    def environment(self, base: Mapping[str, str]) -> dict[str, str]:
        """Returns `base` with nothing of its own AWS account and everything of this one.

        Terraform, boto3 and the AWS CLI then talk to this server and to no other.
        """
        return {
            **{name: value for name, value in base.items() if not name.startswith("AWS_")},
            "AWS_ENDPOINT_URL": self.endpoint_url,
            "AWS_ACCESS_KEY_ID": "local",
            "AWS_SECRET_ACCESS_KEY": "local",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
            # Terraform calls 25 times otherwise, for 50 minutes, where this server has a fault.
            "AWS_MAX_ATTEMPTS": "8",
            # Both spellings: who has one of them set is asked for that one first.
            "NO_PROXY": "127.0.0.1",
            "no_proxy": "127.0.0.1",
        }


# moto keeps everything in memory that all its servers in a process share.
_the_only_one = threading.Lock()


@contextmanager
def local_aws(members: Sequence[str] = MEMBERS) -> Iterator[LocalAws]:
    """Runs a `LocalAws` in a thread of this process, so that it ends with it at the latest.

    Its organisation has these members.

    One at a time: a RuntimeError if this process has one already.
    """
    if not _the_only_one.acquire(blocking=False):
        raise RuntimeError("there is a local AWS in this process already, and it holds one")
    try:
        with _server(simulator(), members) as aws:
            yield aws
    finally:
        _the_only_one.release()


@contextmanager
def _server(iam: Simulator, members: Sequence[str]) -> Iterator[LocalAws]:
    # The request log would bury what the person who deploys wants to read.
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    moto_api_backend.reset()
    found_organization(members)
    with mended():
        server.start()
        try:
            host, port = server.get_host_and_port()
            cloudtrail = LocalCloudtrail(f"http://{host}:{port}", iam)
            calls: list[Call] = []
            with recording(cloudtrail, calls):
                yield LocalAws(cloudtrail.endpoint_url, calls, cloudtrail, iam)
        finally:
            server.stop()
