"""The audit of this domain: who did what to a person or an organisation."""

from invigilate.people.model import Asker
from invigilate.store import audit
from invigilate.store.engine import Connection


async def note(
    connection: Connection,
    asker: Asker,
    now: int,
    action: str,
    target_id: str,
    *,
    before: object = None,
    after: object = None,
) -> None:
    """Write it down in the transaction that does it."""
    kind = "organisation" if action.startswith("organisation") else "person"
    entry = audit.Entry(
        organisation_id=asker.organisation_id,
        at=now,
        person_id=asker.person_id,
        role=asker.role,
        action=action,
        target_kind=kind,
        target_id=target_id,
        before=before,
        after=after,
    )
    await audit.record(connection, entry)
