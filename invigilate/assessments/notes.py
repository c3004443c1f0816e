"""The audit of this domain: who did what to a bank or an assessment."""

from invigilate.people.model import Asker
from invigilate.store import audit
from invigilate.store.engine import Connection


async def note(
    connection: Connection,
    asker: Asker,
    now: int,
    action: str,
    target: tuple[str, str],
    *,
    before: object = None,
    after: object = None,
) -> None:
    """Write it down in the transaction that does it; `target` is its kind and its id."""
    entry = audit.Entry(
        organisation_id=asker.organisation_id,
        at=now,
        person_id=asker.person_id,
        role=asker.role,
        action=action,
        target_kind=target[0],
        target_id=target[1],
        before=before,
        after=after,
    )
    await audit.record(connection, entry)
