"""The policies with the names that a deployment has unless its settings say otherwise."""

from collections.abc import Mapping

from stacks.settings import LogArchive, Settings, StateBucket

from attrs import evolve

from tools.permissions.policies import Document, Purpose, policy

EXAMPLE = Settings(state=StateBucket(bucket="my-team-terraform-state"))
ARCHIVE = evolve(
    EXAMPLE,
    log_archive=LogArchive(
        account_id="444455556666", role_arn="arn:aws:iam::444455556666:role/DeploysLogArchive"
    ),
)


def documents() -> Mapping[str, Document]:
    """Returns each policy by its file below `docs`, without the ending."""
    examples = dict.fromkeys(Purpose, EXAMPLE) | {Purpose.LOG_ARCHIVE: ARCHIVE}
    return {f"permissions/{purpose}": policy(purpose, of) for purpose, of in examples.items()}
