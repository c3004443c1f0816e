"""Which workers are alive: a row each, renewed while they are, ending by itself after."""

from sqlalchemy import delete, func, insert, select, update

from invigilate.store.engine import Connection
from invigilate.store.schema import worker_lease


async def renew(connection: Connection, worker: str, now: int, lease_ms: int) -> None:
    """This worker is alive until `now + lease_ms`; its row is made at the first time."""
    held = {"renewed_at": now, "expires_at": now + lease_ms}
    mine = worker_lease.c.worker_id == worker
    done = await connection.execute(update(worker_lease).where(mine).values(held))
    if done.rowcount == 0:
        await connection.execute(
            insert(worker_lease).values(worker_id=worker, started_at=now, **held)
        )


async def lived(connection: Connection) -> list[tuple[int, int]]:
    """When each worker lived: (started, last renewed), in room time."""
    rows = await connection.execute(select(worker_lease.c.started_at, worker_lease.c.renewed_at))
    return [(row.started_at, row.renewed_at) for row in rows]


async def any_alive(connection: Connection, now: int) -> bool:
    """Whether some worker says that it is alive."""
    found = await connection.execute(select(worker_lease).where(worker_lease.c.expires_at > now))
    return found.first() is not None


def last_gap(lives: list[tuple[int, int]], least_ms: int) -> tuple[int, int] | None:
    """The latest time between the first life and the last in which nobody lived, if so long.

    A worker that starts a moment after another finds the gap before both.
    """
    gap: tuple[int, int] | None = None
    alive_until: int | None = None
    for started, renewed in sorted(lives):
        if alive_until is not None and started - alive_until >= least_ms:
            gap = (alive_until, started)
        alive_until = renewed if alive_until is None else max(alive_until, renewed)
    return gap


async def end(connection: Connection, worker: str, now: int) -> None:
    """This worker stops cleanly: alive until now."""
    mine = worker_lease.c.worker_id == worker
    await connection.execute(
        update(worker_lease).where(mine).values(renewed_at=now, expires_at=now)
    )


async def forget(connection: Connection, before: int) -> None:
    """Drops rows that ended long ago, but for the newest: it says when we were last alive."""
    newest = select(func.max(worker_lease.c.renewed_at)).scalar_subquery()
    old = (worker_lease.c.expires_at < before) & (worker_lease.c.renewed_at < newest)
    await connection.execute(delete(worker_lease).where(old))
