"""`verify`: every room's record, worked out anew from its first event."""

from collections.abc import Iterator

from invigilate import settings as knobs
from invigilate.cli.saying import out
from invigilate.errors import NotValid
from invigilate.rooms.verifying import Verified, verify_all
from invigilate.store.engine import open_engine
from invigilate.store.migrate import age, current, require_known
from invigilate.store.url import file_of
from invigilate.store.whole import require_whole


async def verify() -> bool:
    """Prints what is wrong, a line each, and a sum; whether all is whole. A server may run."""
    settings = knobs.read()
    path = file_of(settings.database)
    if path is not None and not path.exists():
        raise NotValid("no-database", f"There is no database {path}: there is nothing to verify.")
    if path is not None:
        require_whole(path)  # opening it for the rooms would write to what is damaged
    revision = await current(settings.database)
    require_known(revision)
    if age(revision) != "current":
        raise NotValid("migration", f"The database is {age(revision)}: run `invigilate migrate`.")
    engine = open_engine(settings)
    rooms: list[Verified] = []
    try:
        async for room in verify_all(engine):
            rooms.append(room)
            for sentence in told_of(room):
                out.print(f"WRONG  {sentence}", markup=False)
    finally:
        await engine.close()
    out.print(_sum(rooms), markup=False)
    return not any(room.wrong for room in rooms)


def told_of(room: Verified) -> Iterator[str]:
    """What is wrong with a room: which, at which version, what."""
    named = f"{room.room} “{room.title}”" if room.title else room.room
    for wrong in room.wrong:
        yield f"room {named}, version {wrong.version}: {wrong.sentence}."


def _sum(rooms: list[Verified]) -> str:
    whole = sum(not room.wrong for room in rooms)
    events, erased = sum(r.version for r in rooms), sum(r.erased for r in rooms)
    seals, points = sum(r.seals for r in rooms), sum(r.checkpoints for r in rooms)
    told = f"{whole} of {len(rooms)} rooms are whole: {events} events, {points} checkpoints"
    return f"{told}, {seals} sealed booklets, {erased} rows erased."
