"""Writing down who did what, in the transaction that does it."""

from typing import Any

import msgspec
from sqlalchemy import insert, select, update

from invigilate.store.engine import Connection
from invigilate.store.schema import audit, new_id

GONE = "[erased]"


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


async def scrub(connection: Connection, organisation_id: str, *words: str, but: str = "") -> int:
    """Takes these words out of every line of an organisation, also within a text that JSON holds;
    says in how many. The lines stay: who did what to which thing, and when. What lines of the
    action `but` say before and after stays too: ids and digests, in which a number may be found.
    """
    lines = await connection.execute(
        select(audit.c.id, audit.c.action, audit.c.before, audit.c.after, audit.c.reason).where(
            audit.c.organisation_id == organisation_id
        )
    )
    changed = 0
    for line in lines.all():
        left = {"reason": _scrubbed(line.reason, words)}
        if line.action != but:
            left["before"] = _text(_scrubbed(_value(line.before), words))
            left["after"] = _text(_scrubbed(_value(line.after), words))
        if left != {name: getattr(line, name) for name in left}:
            await connection.execute(update(audit).where(audit.c.id == line.id).values(left))
            changed += 1
    return changed


async def silence(
    connection: Connection, organisation_id: str, action: str, seat: str, *fields: str
) -> None:
    """Empties these fields of what lines of this action say of a seat, and the reason of those
    that are about this seat alone."""
    lines = await connection.execute(
        select(audit.c.id, audit.c.before, audit.c.after, audit.c.reason)
        .where(audit.c.organisation_id == organisation_id)
        .where(audit.c.action == action)
    )
    for line in lines.all():
        sides = {name: _value(getattr(line, name)) for name in ("before", "after")}
        told = [one for side in sides.values() if isinstance(side, list) for one in side]
        mine = [one for one in told if isinstance(one, dict) and one.get("seat") == seat]
        for one in mine:
            one.update(dict.fromkeys(fields, ""))
        if mine:
            left = {name: _text(side) for name, side in sides.items()}
            if len(mine) == len(told):
                left["reason"] = ""
            await connection.execute(update(audit).where(audit.c.id == line.id).values(left))


async def said_of(connection: Connection, organisation_id: str, seat: str) -> set[str]:
    """Every name and number that a seat had in the audit: a correction keeps the former ones."""
    lines = await connection.execute(
        select(audit.c.before, audit.c.after).where(audit.c.organisation_id == organisation_id)
    )
    said: set[str] = set()
    for line in lines.all():
        for text in line:
            _gather(_value(text), seat, said)
    return said


def _gather(value: object, seat: str, said: set[str]) -> None:
    if isinstance(value, dict):
        if value.get("seat") == seat:
            said |= {text for key in ("name", "number") if isinstance(text := value.get(key), str)}
        value = list(value.values())
    for each in value if isinstance(value, list) else ():
        _gather(each, seat, said)


async def of_action(connection: Connection, action: str) -> list[Entry]:
    """Every line of one action, of all organisations, the oldest first."""
    rows = await connection.execute(
        select(*(audit.c[name] for name in Entry.__struct_fields__))
        .where(audit.c.action == action)
        .order_by(audit.c.at, audit.c.id)
    )
    return [_entry(dict(zip(Entry.__struct_fields__, row, strict=True))) for row in rows]


def _scrubbed(value: Any, words: tuple[str, ...]) -> Any:
    match value:
        case str():
            for word in words:
                value = value.replace(word, GONE)
            return value
        case list():
            return [_scrubbed(each, words) for each in value]
        case dict():
            return {_scrubbed(k, words): _scrubbed(v, words) for k, v in value.items()}
        case _:
            return value


def _entry(row: dict[str, object]) -> Entry:
    held = {key: _value(row[key]) for key in ("before", "after")}
    return msgspec.convert(row | held, Entry)


def _text(value: object) -> str | None:
    return None if value is None else msgspec.json.encode(value).decode()


def _value(text: object) -> object:
    return msgspec.json.decode(text) if isinstance(text, str) else None
