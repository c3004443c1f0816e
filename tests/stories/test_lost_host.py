"""The host is lost in mid-exam, and the exam goes on elsewhere from the last backup."""

import asyncio
import shutil
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from invigilate.crowd.run import booklets_of
from invigilate.rooms.commands import Answer, Begin, HandIn
from invigilate.rooms.state import Status
from tests.conditions import eventually
from tests.servers.postgres import PostgresServer, fresh_database
from tests.stories.schools import School, school
from tests.stories.sitters import Sitter, sitter

pytestmark = pytest.mark.story

SITTERS = 4
PASSPHRASE = {"INVIGILATE_PASSPHRASE": "correct horse battery staple"}


async def everyone(pages: list[Sitter], turn: int, value: str) -> None:
    """Writes, and waits until all of it is acknowledged."""
    for page in pages:
        page.write(Answer(5, f"{value} of {page.peer.device}"))
    await eventually(lambda: all(page.acknowledged == turn for page in pages), within=30)


def elsewhere(old: School, folder: Path, **settings: str) -> School:
    """A new host under the old one's address."""
    new = School(folder, **{"INVIGILATE_PORT": str(old.port), **settings})
    new.port, new.url, new.network, new.office = old.port, old.url, old.network, old.office
    return new


async def goes_on(tmp_path: Path, **settings: str) -> None:
    """Backup in mid-exam; more is acknowledged; all is lost; restored; the exam goes on."""
    await asyncio.to_thread((tmp_path / "old").mkdir)
    file = tmp_path / "mid-exam.backup"
    async with school(tmp_path / "old") as old, AsyncExitStack() as stack:
        session, code = await old.session(await old.paper())
        names = [f"Sitter {n}" for n in range(SITTERS)]
        pages = [await stack.enter_async_context(sitter(old, code, name)) for name in names]
        for page in pages:
            page.write(Begin())
        await everyone(pages, 2, "before the backup")
        await old.command("backup", str(file), "--with-secret", **PASSPHRASE)
        assert "1 of 1 rooms are whole" in await old.command("verify")
        await everyone(pages, 3, "after the backup")
        pages[0].write(HandIn())
        await eventually(lambda: pages[0].status is Status.SUBMITTED, within=20)
        await old.kill()
        await asyncio.to_thread(shutil.rmtree, tmp_path / "old")
        pages[1].write(Answer(0, "a"))  # while there is no server at all

        await asyncio.to_thread((tmp_path / "new").mkdir)
        new = elsewhere(old, tmp_path / "new", **settings)
        told = await new.command("restore", str(file), **PASSPHRASE)
        assert "The chains of 1 rooms hold." in told
        await new.start()
        stack.push_async_callback(new.stop)
        await eventually(lambda: all(page.is_live for page in pages), within=40)
        wanted = [4, 4, 3, 3]
        await eventually(lambda: [page.acknowledged for page in pages] == wanted, within=30)
        await eventually(lambda: pages[0].status is Status.SUBMITTED, within=20)
        assert [page.exceptions for page in pages] == [{}] * SITTERS
        booklets = await booklets_of(new.office, session)
        essays = sorted(dict(b.answers)[5] for b in booklets.values() if b.answers)
        assert essays == sorted(f"after the backup of {page.peer.device}" for page in pages)
        assert "1 of 1 rooms are whole" in await new.command("verify")


@pytest.mark.long
async def test_pages_go_on_on_a_new_host_and_send_again_what_it_lacks(tmp_path: Path) -> None:
    await goes_on(tmp_path)


@pytest.mark.long
async def test_the_same_from_sqlite_into_postgresql(
    tmp_path: Path, postgres_server: PostgresServer
) -> None:
    async with fresh_database(postgres_server) as url:
        await goes_on(tmp_path, INVIGILATE_DATABASE_URL=url)
