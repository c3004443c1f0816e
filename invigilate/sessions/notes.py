"""The audit of this domain: who did what to a session."""

from invigilate.people.model import Asker
from invigilate.store import audit
from invigilate.store.engine import Connection


async def note(
    connection: Connection,
    asker: Asker,
    now: int,
    action: str,
    session_id: str,
    *,
    before: object = None,
    after: object = None,
    reason: str = "",
) -> None:
    """Write it down in the transaction that does it."""
    entry = audit.Entry(
        organisation_id=asker.organisation_id,
        at=now,
        person_id=asker.person_id,
        role=asker.role,
        action=action,
        target_kind="session",
        target_id=session_id,
        before=before,
        after=after,
        reason=reason,
    )
    await audit.record(connection, entry)
