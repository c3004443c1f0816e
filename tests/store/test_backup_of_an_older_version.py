"""A backup that an older version wrote comes back as the tables of a newer one.

There is one step before the first release, so a newer version is made here: the same steps, and
one that adds a column, fills it, and makes a table.
"""

from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest
from sqlalchemy import text

from invigilate.errors import NotValid
from invigilate.rooms.verifying import verify
from invigilate.store import migrate
from invigilate.store.backup.container import Reading
from invigilate.store.backup.filling import restore
from invigilate.store.backup.snapshot import back_up
from invigilate.store.url import normalise
from tests.contract.logs import answer, place, saved
from tests.store.sittings import OTHER, ROOM, sat

NEXT = '''"""One more step."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("room_head", sa.Column("beside", sa.Text, nullable=False, server_default=""))
    op.execute("UPDATE room_head SET beside = 'was at ' || version")
    op.create_table("later", sa.Column("later_id", sa.Text, primary_key=True))
'''


@pytest.fixture
def newer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Makes this a version that knows one step more."""

    def become() -> None:
        steps = tmp_path / "steps"
        copytree(Path(migrate.__file__).parent / "migrations", steps)
        (steps / "versions" / "0002_next.py").write_text(NEXT)
        known = migrate._config

        def config(*connection: object) -> object:
            made = known(*connection)  # type: ignore[arg-type]
            made.set_main_option("script_location", str(steps))
            return made

        monkeypatch.setattr(migrate, "_config", config)

    return become


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database to restore into."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/new/exams.sqlite3"
    there: str = request.getfixturevalue("postgres_database")
    return there


async def test_it_is_brought_to_the_newest_tables(
    url: str, newer: Callable[[], None], tmp_path: Path
) -> None:
    written = f"sqlite:///{tmp_path}/exams.sqlite3"
    await sat(written)
    await back_up(written, tmp_path / "old.backup", 1)
    newer()
    reading = Reading(tmp_path / "old.backup")
    try:
        assert reading.manifest.revision == "0001"
        await restore(url, reading)
    finally:
        reading.close()
    assert await migrate.current(url) == "0002" == migrate.newest()
    async with migrate.connected(normalise(url)) as connection:
        heads = await connection.execute(text("SELECT version, beside FROM room_head"))
        assert [beside == f"was at {version}" for version, beside in heads] == [True, True]
        assert (await connection.execute(text("SELECT count(*) FROM later"))).scalar_one() == 0
    async with place(url) as there:
        for room in (ROOM, OTHER):
            assert (await verify(there.engine, room)).wrong == []
        # And the exam goes on.
        assert await there.worker().ask(OTHER, answer(2, "afterwards")) == [saved(2)]


async def test_a_step_that_fails_leaves_nothing_behind(
    newer: Callable[[], None], tmp_path: Path
) -> None:
    written, path = f"sqlite:///{tmp_path}/exams.sqlite3", tmp_path / "new" / "exams.sqlite3"
    await sat(written)
    await back_up(written, tmp_path / "old.backup", 1)
    newer()
    step = tmp_path / "steps" / "versions" / "0002_next.py"
    step.write_text(NEXT.replace('op.create_table("later"', 'op.create_table("room_head"'))
    reading = Reading(tmp_path / "old.backup")
    try:
        with pytest.raises(NotValid, match="would not take the backup"):
            await restore(f"sqlite:///{path}", reading)
    finally:
        reading.close()
    assert not path.exists()
    assert not list(path.parent.iterdir())
