"""The rows of work that is due: put, claimed by one process, done or put off.

A claim lasts until `claimed_until`; who dies holding one is followed by another process then. So
work may be done twice where a process hangs: let it finish its own row in the transaction of its
effect (`finish` tells whether the claim still held), and it happens once.
"""

from collections.abc import Sequence

import msgspec
from sqlalchemy import and_, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.elements import ColumnElement

from invigilate.store.engine import Connection
from invigilate.store.schema import job, new_id


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """Work as its function sees it: `body` is JSON, `tries` counts this try too."""

    id: str
    organisation_id: str
    kind: str
    key: str
    body: str
    due_at: int
    tries: int
    claimed_by: str


async def put(
    connection: Connection,
    kind: str,
    organisation_id: str,
    *,
    due_at: int,
    body: object = None,
    key: str = "",
) -> bool:
    """Ask for work at this instant; False where (kind, key) has been asked for before.

    Without a key each asking is work of its own.
    """
    row = {
        "id": new_id(),
        "organisation_id": organisation_id,
        "kind": kind,
        "key": key or new_id(),
        "body": msgspec.json.encode(body).decode(),
        "due_at": due_at,
    }
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(job).on_conflict_do_nothing(index_elements=["kind", "key"])
    written = await connection.execute(statement.returning(job.c.id), row)
    return written.first() is not None


async def any_due(connection: Connection, kinds: list[str], now: int) -> bool:
    """Whether a look is worth a write transaction."""
    found = await connection.execute(select(job.c.id).where(_is_due(kinds, now)).limit(1))
    return found.first() is not None


async def claim(
    connection: Connection, kinds: list[str], worker_id: str, *, now: int, until: int, most: int
) -> list[Job]:
    """Take up to `most` due rows for this worker, the longest due first."""
    # SKIP LOCKED is left out on SQLite, where the writer line keeps others away.
    due = (
        select(job.c.id)
        .where(_is_due(kinds, now))
        .order_by(job.c.due_at, job.c.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    columns = [job.c[name] for name in Job.__struct_fields__]
    claimed = await connection.execute(
        update(job)
        .where(job.c.id.in_(due))
        .values(claimed_by=worker_id, claimed_until=until, tries=job.c.tries + 1)
        .returning(*columns)
    )
    jobs = [_job(row) for row in claimed]
    return sorted(jobs, key=lambda each: (each.due_at, each.id))


async def finish(connection: Connection, done: Job, now: int) -> bool:
    """Mark as done; False where another process has claimed or finished it since."""
    marked = await connection.execute(
        update(job).where(_still_ours(done)).values(done_at=now).returning(job.c.id)
    )
    return marked.first() is not None


async def put_off(connection: Connection, failed: Job, *, until: int, error: str) -> None:
    """Give the claim back and try again at this instant."""
    await connection.execute(
        update(job)
        .where(_still_ours(failed))
        .values(claimed_by=None, claimed_until=None, due_at=until, last_error=error)
    )


async def forget(connection: Connection, done_before: int) -> None:
    """Drop rows that were done before this instant; their keys may then come again."""
    await connection.execute(job.delete().where(job.c.done_at < done_before))


def _job(row: Sequence[object]) -> Job:
    return msgspec.convert(dict(zip(Job.__struct_fields__, row, strict=True)), Job)


def _is_due(kinds: list[str], now: int) -> ColumnElement[bool]:
    return and_(
        job.c.done_at.is_(None),
        job.c.due_at <= now,
        job.c.kind.in_(kinds),
        or_(job.c.claimed_until.is_(None), job.c.claimed_until <= now),
    )


def _still_ours(claimed: Job) -> ColumnElement[bool]:
    return and_(
        job.c.id == claimed.id,
        job.c.done_at.is_(None),
        job.c.claimed_by == claimed.claimed_by,
        job.c.tries == claimed.tries,
    )
