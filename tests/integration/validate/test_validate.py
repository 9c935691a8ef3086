"""What `make validate` finds is what the AWS CLI's own validation finds, and more."""

import gzip
import hashlib
import json
import os
import re
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from stacks.foundation.deployed import Deployed
from stacks.foundation.digest_times import DIGEST_DUE
from stacks.foundation.inflated import LARGEST

import boto3
import pytest
from attrs import evolve
from botocore.exceptions import ClientError
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from moto.cloudtrail.models import cloudtrail_backends
from moto.core.models import DEFAULT_ACCOUNT_ID

from tests.integration.validate.trail import (
    ACCOUNT,
    ARN,
    BUCKET,
    HOME,
    PREFIX,
    RECORDS,
    TRAIL,
    Delivered,
    File,
    an_hour_around,
    delivered,
    next_second,
)
from tools.cdktf import PROJECT
from tools.evidence.model import Verdict
from tools.evidence.problems import Problems
from tools.evidence.validation import Validation
from tools.local_aws.cloudtrail.digests import Chains, LogFile, packed, signing_key
from tools.local_aws.organization import ORGANIZATION_ID
from tools.validate.__main__ import main
from tools.validate.findings import Kind, Tally
from tools.validate.period import Period
from tools.validate.public_keys import PublicKeys, public_keys
from tools.validate.tallies import tallies_of

CHANGED, MISSING, UNREADABLE, UNNAMED, GAP = Kind

Found = set[tuple[Kind, str]]


@pytest.fixture(scope="session")
def aws_cli() -> Path:
    """The AWS CLI, which has packages of its own."""
    subprocess.run(["make", "--silent", ".tools/awscli/.complete"], cwd=PROJECT, check=True)
    return PROJECT / ".tools/awscli/bin/aws"


@pytest.fixture(scope="module")
def untouched() -> Iterator[Delivered]:
    with delivered() as running:
        yield running


@pytest.fixture(scope="module")
def files(untouched: Delivered) -> dict[str, File]:
    """What CloudTrail has left in the bucket."""
    return untouched.files()


@pytest.fixture
def trail(untouched: Delivered, files: dict[str, File]) -> Iterator[Delivered]:
    """A bucket as CloudTrail has left it, to tamper with; afterwards it is so again."""
    yield untouched
    untouched.put_back(files)


def ours(trail: Delivered, later: timedelta = DIGEST_DUE) -> dict[str, Tally]:
    """Returns what is found, by region, when somebody looks later."""
    since, until = an_hour_around()
    period = Period(since=since, until=until, now=until + later)
    return {each.region: each for each in tallies_of(trail.deployed, period)}


def found(trail: Delivered, later: timedelta = DIGEST_DUE) -> Found:
    """Returns what is found in the home region, and that nothing is in the other one."""
    tallies = ours(trail, later)
    assert not tallies["us-east-1"].findings
    return {(each.kind, each.key) for each in tallies[HOME].findings}


def of_the_cli(aws_cli: Path) -> set[str]:
    """Returns the keys of what the AWS CLI calls invalid in the home region."""
    since, _ = an_hour_around()
    done = subprocess.run(
        [
            *(aws_cli, "cloudtrail", "validate-logs", "--trail-arn", ARN, "--verbose"),
            *("--region", HOME, "--start-time", since.isoformat()),
        ],
        env=os.environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "digest files valid" in done.stdout, done.stdout + done.stderr
    invalid = re.findall(rf"s3://{BUCKET}/(\S+)\tINVALID", done.stdout + done.stderr)
    assert done.returncode == bool(invalid)
    return set(invalid)


def _other_byte(trail: Delivered) -> Found:
    key = trail.logs[1]
    changed = gzip.decompress(trail.body(key)).replace(b"ListTopics", b"ListTopicz")
    trail.put(key, gzip.compress(changed))
    return {(CHANGED, key)}


def _replaced(trail: Delivered) -> Found:
    first, second, *_ = trail.logs
    trail.put(second, trail.body(first))
    return {(CHANGED, second)}


def _no_gzip(trail: Delivered) -> Found:
    key = trail.logs[1]
    trail.put(key, b"nothing happened")
    return {(CHANGED, key)}


def _deleted(trail: Delivered) -> Found:
    key = trail.logs[1]
    trail.s3.delete_object(Bucket=BUCKET, Key=key)
    return {(MISSING, key)}


def _forge(
    trail: Delivered, key: str, signer: rsa.RSAPrivateKey, *files: Mapping[str, Any]
) -> None:
    """Has a digest say that there were these files and no other, and signs that."""
    document = json.loads(gzip.decompress(trail.body(key)))
    document["logFiles"] = files
    content = json.dumps(document).encode()
    signed = "\n".join(
        (
            document["digestEndTime"],
            f"{BUCKET}/{key}",
            hashlib.sha256(content).hexdigest(),
            document["previousDigestSignature"],
        )
    )
    signature = signer.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256()).hex()
    metadata = {"signature": signature, "signature-algorithm": "SHA256withRSA"}
    trail.put(key, gzip.compress(content), Metadata=metadata)


def _resigned(trail: Delivered) -> Found:
    key, log = trail.digests[1], trail.logs[1]
    _forge(trail, key, rsa.generate_private_key(public_exponent=65537, key_size=2048))
    return {(CHANGED, key), (UNNAMED, log)}


def _newest_resigned(trail: Delivered) -> Found:
    """No other digest names it, so that only its signature tells."""
    key, log = trail.digests[-1], trail.logs[-1]
    _forge(trail, key, rsa.generate_private_key(public_exponent=65537, key_size=2048))
    return {(CHANGED, key), (UNNAMED, log)}


def _resigned_with_the_right_key(trail: Delivered) -> Found:
    """Its signature is right, so that only the next digest tells."""
    key, log = trail.digests[1], trail.logs[1]
    _forge(trail, key, signing_key(HOME))
    return {(CHANGED, key), (UNNAMED, log)}


def _without_its_signature(trail: Delivered) -> Found:
    key, log = trail.digests[1], trail.logs[1]
    trail.put(key, trail.body(key))
    return {(CHANGED, key), (UNNAMED, log)}


def _with_another_signature(trail: Delivered) -> Found:
    first, second, *_ = trail.digests
    metadata = trail.s3.head_object(Bucket=BUCKET, Key=first)["Metadata"]
    trail.put(second, trail.body(second), Metadata=metadata)
    return {(CHANGED, second), (UNNAMED, trail.logs[1])}


def _digest_deleted(trail: Delivered) -> Found:
    key, log = trail.digests[1], trail.logs[1]
    trail.s3.delete_object(Bucket=BUCKET, Key=key)
    return {(MISSING, key), (UNNAMED, log)}


def _first_deleted(trail: Delivered) -> Found:
    key = trail.digests[0]
    trail.s3.delete_object(Bucket=BUCKET, Key=key)
    return {(MISSING, key)}


def _appended(trail: Delivered) -> Found:
    """A second gzip member, which readers see and the hash of the first does not."""
    key = trail.logs[1]
    trail.put(key, trail.body(key) + gzip.compress(b"{}"))
    return {(CHANGED, key)}


def _restored(trail: Delivered) -> Found:
    """What somebody overwrote is brought back from the older version."""
    key = trail.logs[1]
    trail.put(key, b"nothing happened")
    versions = trail.s3.list_object_versions(Bucket=BUCKET, Prefix=key)["Versions"]
    (older,) = (each["VersionId"] for each in versions if not each["IsLatest"])
    source = {"Bucket": BUCKET, "Key": key, "VersionId": older}
    trail.s3.copy_object(Bucket=BUCKET, Key=key, CopySource=source)
    return set()


def _nothing(_: Delivered) -> Found:
    return set()


# What the CLI finds too: all that is changed or missing.
KNOWN_TO_THE_CLI = (
    _nothing,
    _other_byte,
    _replaced,
    _no_gzip,
    _deleted,
    _resigned,
    _newest_resigned,
    _without_its_signature,
    _with_another_signature,
    _digest_deleted,
    _appended,
    _restored,
)


@pytest.mark.parametrize("tamper", KNOWN_TO_THE_CLI, ids=lambda each: each.__name__.strip("_"))
def test_what_the_cli_finds_is_found(
    tamper: Callable[[Delivered], Found], trail: Delivered, aws_cli: Path
) -> None:
    expected = tamper(trail)
    assert found(trail) == expected
    assert of_the_cli(aws_cli) == {key for kind, key in expected if kind in (CHANGED, MISSING)}


def _added(trail: Delivered) -> Found:
    key = trail.logs[1]
    another = f"{key[: -len('.json.gz')][:-4]}AAAA.json.gz"
    trail.put(another, trail.body(key))
    return {(UNNAMED, another)}


def _added_under_another_name(trail: Delivered) -> Found:
    another = f"{trail.logs[1].rpartition('/')[0]}/notes.json.gz"
    trail.put(another, gzip.compress(b"{}"))
    return {(UNNAMED, another)}


def _last_deleted(trail: Delivered) -> Found:
    """No other digest names the newest one, but its log files are there."""
    key, log = trail.digests[-1], trail.logs[-1]
    trail.s3.delete_object(Bucket=BUCKET, Key=key)
    return {(UNNAMED, log)}


@pytest.mark.parametrize(
    "tamper",
    [_added, _added_under_another_name, _last_deleted, _resigned_with_the_right_key],
    ids=lambda each: each.__name__.strip("_"),
)
def test_what_the_cli_does_not_find_is_found(
    tamper: Callable[[Delivered], Found], trail: Delivered, aws_cli: Path
) -> None:
    expected = tamper(trail)
    assert expected
    assert found(trail) == expected
    assert of_the_cli(aws_cli) == set()


def test_the_first_of_a_chain_that_is_gone_is_missed(trail: Delivered) -> None:
    """And its log file is not proved by anything, but it is older than what is."""
    assert found(trail) == set()
    assert _first_deleted(trail) <= found(trail)


def test_a_file_may_wait_for_the_digest_of_its_hour(trail: Delivered) -> None:
    _added(trail)
    tally = ours(trail, later=timedelta(0))[HOME]
    assert (tally.pending, tally.findings) == (1, [])


def test_no_digest_for_hours_is_a_gap(trail: Delivered) -> None:
    since, until = an_hour_around()
    later = until + timedelta(hours=3)
    period = Period(since=since, until=later, now=later)
    for tally in tallies_of(trail.deployed, period):
        assert [each.kind for each in tally.findings] == [GAP]
        assert tally.valid == tally.files == 4


def test_where_a_trail_wrote_before_it_was_the_organisations_no_digest_is_due(
    trail: Delivered,
) -> None:
    """What it wrote there is proved as before; what is gone in between is missed."""
    below = f"s3://{BUCKET}/{PREFIX}/AWSLogs/{ORGANIZATION_ID}/"
    of_all = evolve(trail.deployed, outputs={**trail.deployed.outputs, "RecordsPrefix": below})
    since, until = an_hour_around()
    later = until + timedelta(hours=3)
    period = Period(since=since, until=later, now=later)
    before, elsewhere, its_own = tallies_of(of_all, period)
    for tally in (before, elsewhere):
        assert (tally.valid, tally.findings) == (4, [])
    # Where it should write now, nothing has come.
    assert [each.kind for each in its_own.findings] == [GAP]
    trail.s3.delete_object(Bucket=BUCKET, Key=trail.digests[1])
    before, *_ = tallies_of(of_all, period)
    assert {each.kind for each in before.findings} == {MISSING, UNNAMED}


def test_a_file_in_a_bucket_that_the_trail_had_before_is_missed_when_that_is_gone(
    trail: Delivered,
) -> None:
    key, log = trail.digests[-1], trail.logs[-1]
    files = json.loads(gzip.decompress(trail.body(key)))["logFiles"]
    _forge(trail, key, signing_key(HOME), *({**each, "s3Bucket": "amzn-before"} for each in files))
    (finding,) = ours(trail)[HOME].findings
    says = "a digest lists it in the bucket amzn-before: NoSuchBucket"
    assert (finding.kind, finding.key, finding.says) == (MISSING, log, says)


def test_the_digests_of_another_trail_are_none_of_its_own(trail: Delivered) -> None:
    """Their names stand before its own, and those of its newest hour are newer."""
    later = trail.digests[-1].replace(f"_{TRAIL}_", "_another_")
    far = f"{later[: -len('20260131T000000Z.json.gz')]}29990131T000000Z.json.gz"
    trail.put(far, b"x")
    assert found(trail) == set()
    assert ours(trail)[HOME].digests == 4


def _archived(trail: Delivered, key: str) -> None:
    """Moves a file to where nobody can read it without restoring it first."""
    metadata = trail.s3.head_object(Bucket=BUCKET, Key=key)["Metadata"]
    trail.put(key, trail.body(key), Metadata=metadata, StorageClass="DEEP_ARCHIVE")


def _encrypted(trail: Delivered, keys: Iterable[str]) -> None:
    """Copies files onto themselves with a key that is shut afterwards."""
    kms = boto3.client("kms", region_name=HOME)
    created = kms.create_key()["KeyMetadata"]
    for key in keys:
        metadata = trail.s3.head_object(Bucket=BUCKET, Key=key)["Metadata"]
        its = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": created["Arn"]}
        trail.put(key, trail.body(key), Metadata=metadata, **its)
    kms.disable_key(KeyId=created["KeyId"])


def test_a_log_file_that_s3_does_not_give_out_is_named(trail: Delivered) -> None:
    """And all the others are proved nevertheless."""
    frozen_, shut = trail.logs[0], trail.logs[1]
    _archived(trail, frozen_)
    _encrypted(trail, [shut])
    tally = ours(trail)[HOME]
    assert {(each.kind, each.key) for each in tally.findings} == {
        (UNREADABLE, frozen_),
        (UNREADABLE, shut),
    }
    said = {each.key: each.says for each in tally.findings}
    assert said[frozen_].startswith("InvalidObjectState, ")
    assert said[shut].startswith("KMS.DisabledException, ")
    assert (tally.files, tally.valid) == (4, 2)


def test_a_digest_that_s3_does_not_give_out_is_named(trail: Delivered) -> None:
    """It is not missing, and what it lists is not proved."""
    key, log = trail.digests[1], trail.logs[1]
    _archived(trail, key)
    assert found(trail) == {(UNREADABLE, key), (UNNAMED, log)}


def test_where_no_digest_can_be_read_nothing_is_known(
    trail: Delivered, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tools.validate.__main__.remembered", lambda *_: trail.deployed)
    _encrypted(trail, [key for key in trail.files() if "CloudTrail-Digest" in key])
    assert main([]) == 2
    answer = capsys.readouterr()
    assert answer.out == ""
    assert answer.err.startswith(f"No digest can be read: {RECORDS}/CloudTrail-Digest/{HOME}/")
    assert "KMS.DisabledException" in answer.err


def _evidence(deployed: Deployed) -> Validation:
    since, until = an_hour_around()
    return Validation.of(deployed, Period(since=since, until=until, now=until), read=lambda _: None)


def test_an_auditor_is_told_that_the_bucket_is_gone(trail: Delivered) -> None:
    """That it cannot be read is what the document has to say, and no reason to write none."""
    outputs = {**trail.deployed.outputs, "BucketName": "amzn-gone"}
    validation = _evidence(evolve(trail.deployed, outputs=outputs))
    assert validation.unread == "The bucket amzn-gone is gone."
    assert (validation.document["holds"], validation.accounts) == (False, [ACCOUNT])
    assert {(each.digests, each.files) for each in validation.calendar()} == {(0, 0)}
    (problem,) = Problems({}).of([], validation)
    assert (problem.id, problem.verdict) == ("validation unreadable", Verdict.DOES_NOT_HOLD)
    assert problem.observed == validation.unread


def test_an_auditor_is_told_that_no_digest_can_be_read(trail: Delivered) -> None:
    assert _evidence(trail.deployed).document["holds"]
    _encrypted(trail, [key for key in trail.files() if "CloudTrail-Digest" in key])
    validation = _evidence(trail.deployed)
    assert validation.unread.startswith("No digest can be read: ")
    assert not validation.document["holds"]


def test_an_auditor_is_told_that_the_caller_may_not_look(trail: Delivered) -> None:
    denied = ClientError({"Error": {"Code": "AccessDenied", "Message": ""}}, "ListObjectVersions")
    with patch("tools.evidence.validation.tallies_of", side_effect=denied):
        validation = _evidence(trail.deployed)
    assert validation.unread.startswith("The caller may not ListObjectVersions: AccessDenied")
    assert not validation.document["holds"]


def test_what_is_no_answer_about_the_records_is_no_finding(trail: Delivered) -> None:
    """Whoever has lost their session knows nothing, of the records or of anything else."""
    expired = ClientError({"Error": {"Code": "ExpiredToken", "Message": ""}}, "GetObject")
    with (
        patch("tools.evidence.validation.tallies_of", side_effect=expired),
        pytest.raises(ClientError, match="ExpiredToken"),
    ):
        _evidence(trail.deployed)


def test_a_bucket_that_was_emptied_is_a_gap(trail: Delivered) -> None:
    """Even where no version of anything is left that could name a region."""
    trail.put_back({})
    since, until = an_hour_around()
    later = until + timedelta(hours=3)
    period = Period(since=since, until=later, now=later)
    (tally,) = tallies_of(trail.deployed, period)
    assert (tally.region, [each.kind for each in tally.findings]) == (HOME, [GAP])


def test_a_region_without_digests_is_not_asked_for_its_keys(trail: Delivered) -> None:
    """One that was switched off long ago does not answer, and hides no other."""
    trail.put(f"{RECORDS}/CloudTrail-Digest/af-south-1/2020/01/31/x", b"x")

    def keys(cloudtrail: Any, *times: datetime) -> PublicKeys:
        assert cloudtrail.meta.region_name != "af-south-1"
        return public_keys(cloudtrail, *times)

    with patch("tools.validate.tallies.public_keys", keys):
        tallies = ours(trail)
    assert tallies.pop("af-south-1").digests == 0
    assert {each.valid for each in tallies.values()} == {4}


def test_two_hours_after_a_trail_was_told_to_log_no_digest_is_due(trail: Delivered) -> None:
    """A week before that it was not there, and the week is no gap."""
    trail.put_back({})
    now = datetime.now(UTC)
    period = Period(since=now - timedelta(days=7), until=now, now=now)
    (tally,) = tallies_of(trail.deployed, period)
    assert (tally.region, tally.findings) == (HOME, [])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no gzip",
        gzip.compress(b""),
        gzip.compress(b"[" * 100_000),
        gzip.compress(b"[]"),
        gzip.compress(b'{"digestS3Object": 1, "digestEndTime": [], "logFiles": 3}'),
        gzip.compress(bytes(LARGEST + 1), compresslevel=1),
        gzip.compress(b"{}")[:-9],
    ],
    ids=["empty", "text", "nothing", "deep", "list", "types", "bomb", "cut"],
)
def test_no_digest_makes_it_fail_in_another_way(content: bytes, trail: Delivered) -> None:
    key = trail.digests[1]
    trail.put(key, content, Metadata={"signature": "00"})
    assert (CHANGED, key) in found(trail)


def test_a_backfill_is_a_chain_of_its_own(trail: Delivered) -> None:
    """What came late is proved by it, and the hourly chain goes on beside it."""
    log = f"{trail.logs[1][: -len('xxxx.json.gz')]}late.json.gz"
    content = b'{"Records": []}'
    trail.put(log, gzip.compress(content))
    assert found(trail) == {(UNNAMED, log)}
    its = cloudtrail_backends[DEFAULT_ACCOUNT_ID][HOME].trails[TRAIL]
    key = trail.digests[1].replace(".json.gz", "_backfill.json.gz")
    late = LogFile(log, content, ["2026-01-31T00:00:00Z"])
    now = datetime.now(UTC)
    digest = Chains().next(its, (DEFAULT_ACCOUNT_ID, HOME), key, [late], now)
    trail.put(key, packed(digest.content), Metadata=digest.metadata)
    assert found(trail) == set()
    assert ours(trail)[HOME].valid == 5
    trail.put(log, gzip.compress(b'{"Records": [{}]}'))
    assert found(trail) == {(CHANGED, log)}


def test_numbers_are_of_each_region(trail: Delivered) -> None:
    assert {
        region: (each.account, each.digests, each.files, each.valid)
        for region, each in ours(trail).items()
    } == {HOME: ("123456789012", 4, 4, 4), "us-east-1": ("123456789012", 4, 4, 4)}


def test_it_says_what_each_finding_means(
    trail: Delivered, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tools.validate.__main__.remembered", lambda *_: trail.deployed)
    assert main([]) == 0
    assert "changed:" not in capsys.readouterr().out
    ((_, key),) = _other_byte(trail)
    assert main([]) == 1
    shown = capsys.readouterr().out
    assert f"  {key}: its content is not that of which the digest has the hash\n" in shown
    assert "changed: The file is not what CloudTrail wrote" in shown
    assert main(["--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    (finding,) = (each for region in report["regions"] for each in region["findings"])
    assert (finding["kind"], finding["key"]) == ("changed", key)


def test_a_key_cannot_write_on_the_terminal(
    trail: Delivered, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever may write into the bucket chooses the names of what lies there."""
    monkeypatch.setattr("tools.validate.__main__.remembered", lambda *_: trail.deployed)
    key = f"{trail.logs[0].rpartition('/')[0]}/\x1b[2Jx[bold]\u202e"
    version = trail.s3.put_object(Bucket=BUCKET, Key=key, Body=b"")["VersionId"]
    assert main([]) == 1
    # The local AWS cannot list its versions.
    trail.s3.delete_object(Bucket=BUCKET, Key=key, VersionId=version)
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "[bold]" in shown


def test_a_chain_that_begins_anew_leaves_a_gap(trail: Delivered) -> None:
    """In every region: no call of any was recorded."""
    cloudtrail = boto3.client("cloudtrail", region_name=HOME)
    cloudtrail.stop_logging(Name=ARN)
    next_second()
    cloudtrail.start_logging(Name=ARN)
    trail.something_happens()
    assert {
        region: [(each.kind, each.key) for each in tally.findings]
        for region, tally in ours(trail).items()
    } == {
        region: [(GAP, f"{RECORDS}/CloudTrail-Digest/{region}/")] for region in (HOME, "us-east-1")
    }
