"""The tables as they are written down, and as the steps make them."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import Constraint, Index, Table, text

from invigilate.errors import NotValid, Unavailable
from invigilate.settings import Settings
from invigilate.store.engine import open_engine
from invigilate.store.migrate import (
    age,
    current,
    differences,
    every_table,
    migrate,
    newest,
)

WITHOUT_AN_ORGANISATION = {
    "organisation": "it is the organisation",
    "room_event": "its room's head names it, and a batch of events names it once",
    "room_checkpoint": "its room's head names it",
    "worker_lease": "a worker serves all organisations",
    "failed_try": "counted before anyone is known",
}


async def test_the_steps_make_exactly_the_tables_of_the_code(database: str) -> None:
    await migrate(database)
    assert await differences(database) == []


async def test_a_migrated_database_needs_nothing_more(database: str) -> None:
    assert await current(database) is None
    assert age(await current(database)) == "empty"
    await migrate(database)
    assert await current(database) == newest()
    assert age(await current(database)) == "current"
    await migrate(database)
    assert await differences(database) == []


async def test_a_database_of_a_newer_version_is_left_as_it_is(database: str) -> None:
    await migrate(database)
    engine = open_engine(Settings(database_url=database))
    async with engine.writing() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await engine.close()
    assert age(await current(database)) == "newer"
    with pytest.raises(NotValid) as caught:
        await migrate(database)
    assert (caught.value.word, caught.value.sentence) == (
        "newer-database",
        "The database is of a newer version of invigilate: its tables are at 9999, and this"
        f" version knows them up to {newest()}. Install the version that wrote it, or restore a"
        " backup from before. Nothing was changed.",
    )
    assert await current(database) == "9999"


async def test_what_is_no_database_is_told_as_unavailable(tmp_path: Path) -> None:
    (tmp_path / "exams.sqlite3").write_bytes(b"no database at all" * 100)
    with pytest.raises(Unavailable, match=r"^file is not a database$"):
        await current(f"sqlite:///{tmp_path}/exams.sqlite3")


async def test_two_processes_that_start_together_migrate_once(database: str) -> None:
    await asyncio.gather(migrate(database), migrate(database), migrate(database))
    assert await differences(database) == []


async def test_a_migration_waits_for_the_writers_of_a_running_server(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/exams.sqlite3"
    await migrate(url)
    engine = open_engine(Settings(database_url=url))
    async with engine.writing():
        waiting = asyncio.create_task(migrate(url))
        for _ in range(10):
            await asyncio.sleep(0)
        assert not waiting.done()
    await waiting
    await engine.close()


def test_every_row_names_its_organisation() -> None:
    nameless = {
        table.name for table in every_table().tables.values() if not names_organisation(table)
    }
    assert nameless == set(WITHOUT_AN_ORGANISATION)


def names_organisation(table: Table) -> bool:
    column = table.columns.get("organisation_id")
    return column is not None and not column.nullable


def test_every_rule_has_a_name_that_a_step_can_take_back() -> None:
    rules: list[Constraint | Index] = []
    for table in every_table().tables.values():
        rules += [*table.constraints, *table.indexes]
    assert [rule for rule in rules if rule.name is None] == []
