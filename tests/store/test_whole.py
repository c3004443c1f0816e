"""A damaged SQLite file is refused and left as it is; it is never begun anew in silence."""

import os
from pathlib import Path

import pytest

from invigilate.errors import NotValid
from invigilate.store.migrate import migrate
from tests.store.sittings import sat


async def refusal(path: Path) -> NotValid:
    """What migrating, the first thing of every start, says; the file is as it was."""
    before = _bytes(path)
    with pytest.raises(NotValid) as caught:
        await migrate(f"sqlite:///{path}")
    assert _bytes(path) == before
    return caught.value


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


@pytest.fixture
async def exams(tmp_path: Path) -> Path:
    """A database after a little exam."""
    path = tmp_path / "exams.sqlite3"
    await sat(f"sqlite:///{path}")
    return path


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"", "is empty."), (b"<!doctype html>" * 400, "does not begin as a SQLite file does.")],
)
async def test_what_is_no_database_is_refused(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "exams.sqlite3"
    path.write_bytes(content)
    refused = await refusal(path)
    assert refused.word == "database-damaged"
    assert refused.sentence == (
        f"The database {path} {why} It was left untouched. Keep a copy of it, then restore the"
        " newest backup (`invigilate restore` with INVIGILATE_DATABASE_URL naming a new file);"
        " docs/backup.md says how."
    )


async def test_a_file_that_was_cut_is_refused(exams: Path) -> None:
    os.truncate(exams, 4096 * 5)
    assert (await refusal(exams)).word == "database-damaged"


@pytest.mark.parametrize("page", [1, 3, 8])
async def test_pages_full_of_zeros_are_refused(exams: Path, page: int) -> None:
    _zero(exams, page)
    assert (await refusal(exams)).word == "database-damaged"


def _zero(path: Path, page: int) -> None:
    with path.open("r+b") as file:
        file.seek(4096 * page)
        file.write(bytes(4096))


async def test_a_file_that_is_gone_is_not_begun_anew(exams: Path) -> None:
    _remove(exams)
    refused = await refusal(exams)
    assert (refused.word, refused.sentence.partition(":")[0]) == (
        "database-gone",
        f"The database {exams} is gone",
    )


def _remove(path: Path) -> None:
    path.unlink()


async def test_a_whole_one_is_taken_and_a_first_one_made(exams: Path, tmp_path: Path) -> None:
    await migrate(f"sqlite:///{exams}")
    await migrate(f"sqlite:///{tmp_path}/another.sqlite3")
