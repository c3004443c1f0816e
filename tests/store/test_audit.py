"""The audit stands exactly if the deed does."""

import pytest

from invigilate.store.audit import Entry, entries_of, record
from invigilate.store.engine import Engine

MOVED = Entry(
    organisation_id="school",
    at=1_000,
    person_id="ada",
    role="office",
    action="desk-moved",
    target_kind="seat",
    target_id="7",
    before={"desk": "A1"},
    after={"desk": "B2"},
    reason="broken chair",
    request_id="r1",
)


async def test_an_entry_is_read_as_it_was_written(engine: Engine) -> None:
    async with engine.writing() as connection:
        await record(connection, MOVED)
    async with engine.reading() as connection:
        assert await entries_of(connection, "school", "seat", "7") == [MOVED]
        assert await entries_of(connection, "other", "seat", "7") == []


async def test_a_deed_taken_back_leaves_no_entry(engine: Engine) -> None:
    async def fail() -> None:
        async with engine.writing() as connection:
            await record(connection, MOVED)
            raise LookupError

    with pytest.raises(LookupError):
        await fail()
    async with engine.reading() as connection:
        assert await entries_of(connection, "school", "seat", "7") == []
