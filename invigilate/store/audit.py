"""Writing down who did what, in the transaction that does it."""

import msgspec
from sqlalchemy import insert, select

from invigilate.store.engine import Connection
from invigilate.store.schema import audit, new_id


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the audit; `before` and `after` hold whatever JSON can hold, or None."""

    organisation_id: str
    at: int
    person_id: str
    role: str
    action: str
    target_kind: str
    target_id: str
    before: object = None
    after: object = None
    reason: str = ""
    request_id: str = ""


async def record(connection: Connection, entry: Entry) -> None:
    """Write the line in this very transaction: it stands exactly if the deed does."""
    row = msgspec.structs.asdict(entry)
    row |= {"id": new_id(), "before": _text(entry.before), "after": _text(entry.after)}
    await connection.execute(insert(audit), row)


async def entries_of(
    connection: Connection, organisation_id: str, target_kind: str, target_id: str
) -> list[Entry]:
    """What was done to one thing of this organisation, the oldest first."""
    rows = await connection.execute(
        select(*(audit.c[name] for name in Entry.__struct_fields__))
        .where(audit.c.organisation_id == organisation_id)
        .where(audit.c.target_kind == target_kind)
        .where(audit.c.target_id == target_id)
        .order_by(audit.c.at, audit.c.id)
    )
    return [_entry(dict(zip(Entry.__struct_fields__, row, strict=True))) for row in rows]


def _entry(row: dict[str, object]) -> Entry:
    held = {key: _value(row[key]) for key in ("before", "after")}
    return msgspec.convert(row | held, Entry)


def _text(value: object) -> str | None:
    return None if value is None else msgspec.json.encode(value).decode()


def _value(text: object) -> object:
    return msgspec.json.decode(text) if isinstance(text, str) else None
