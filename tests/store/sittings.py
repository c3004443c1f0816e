"""A database with a bit of everything in it, as a sitting leaves it."""

from sqlalchemy import insert

from invigilate.ids import RoomId
from invigilate.people.tables import organisations
from invigilate.rooms import commands as c
from invigilate.rooms.catching_up import checkpoint_of
from invigilate.rooms.tables import write_checkpoint
from invigilate.sessions.tables.entries import roster_entries
from invigilate.sessions.tables.sessions import sessions
from invigilate.store.migrate import migrate
from tests.contract.logs import PEN, SEATS, Place, answer, place

ROOM, OTHER = RoomId("room"), RoomId("other room")
ANSWERS = ("a first answer", "Ünïcode \U0001f308, “quotes”\nand lines")


async def sat(url: str) -> None:
    """Migrates the empty database and sits a little exam in two of its rooms."""
    await migrate(url)
    async with place(url) as here:
        await _school(here)
        await here.add_heads(ROOM, OTHER)
        worker = here.worker()
        await worker.open(ROOM, OTHER)
        for turn, text in enumerate(ANSWERS, 2):
            await worker.ask(ROOM, answer(turn, text))
        async with here.engine.writing() as connection:
            await write_checkpoint(connection, checkpoint_of(worker.copies[ROOM]), 0)
        await worker.ask(ROOM, c.Change(SEATS[0], PEN, 4, c.HandIn()))


async def _school(here: Place) -> None:
    """A school within a district whose id comes later, a session and one entry of its roster."""
    await here.order(
        insert(organisations),
        id="z district",
        parent_id=None,
        name="District",
        created_at=1,
    )
    await here.order(
        insert(organisations),
        id="school",
        parent_id="z district",
        name="School",
        created_at=2,
    )
    session = {
        "id": ROOM,
        "organisation_id": "school",
        "title": "Physics",
        "edition_id": "edition",
        "assessment": "Physics",
        "timezone": "Europe/Berlin",
        "settings": "{}",
        "state": "closed",
        "roster_version": 1,
        "created_at": 3,
    }
    await here.order(insert(sessions), **session)
    entry = {
        "seat_id": SEATS[0],
        "organisation_id": "school",
        "session_id": ROOM,
        "place": 1,
        "number": "000",
        "number_key": "000",
        "name": "Student 0",
        "name_key": "student 0",
        "hall": "",
        "desk": "",
        "extra_percent": 12.5,
        "guest": True,
        "withdrawn": False,
        "key_digest": bytes(range(32)),
        "failures": 0,
        "created_at": 4,
    }
    await here.order(insert(roster_entries), **entry)
