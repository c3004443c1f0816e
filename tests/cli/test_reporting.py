"""`report` and `verify --report` as people run them."""

import json
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.programs import Ended, command
from tests.store.sittings import sat

pytestmark = pytest.mark.story

KEY = "K5B6Knui08EKBXF1uRzlxrmYsjYu2hgXJXqARwVOIzo"
"""Of the secret that the folders below have."""


async def school(folder: Path) -> Path:
    """A data folder in which an exam was sat, and a file to write."""
    keep_secret(folder, "s")
    await sat(f"sqlite:///{folder}/invigilate.sqlite3")
    return folder


def keep_secret(folder: Path, letter: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "secret").write_text(letter * 64)
    (folder / "secret").chmod(0o600)


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def ended(told: Ended) -> tuple[int, str, str]:
    return told.status, told.out, told.err


async def test_a_report_is_made_held_and_kept(tmp_path: Path) -> None:
    folder, file = await school(tmp_path / "data"), tmp_path / "a.json"
    made = await command(folder, "report", "room", "--output", str(file))
    assert ended(made) == (
        0,
        f"{file}: “Physics”, version 13, 3 seats, signed with the key {KEY}.\n",
        "The session is not closed: what happens from now on is not in it.\n",
    )
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert names(tmp_path) == ["a.json", "data"]
    assert ended(await command(folder, "report", "--key")) == (0, f"{KEY}\n", "")
    held = await command(folder, "verify", "--report", str(file))
    assert ended(held) == (
        0,
        f"{file}: “Physics”, room room, version 13: signed by this server, and not a letter was"
        " altered.\nThe log of the room begins with this chain, up to version 13.\n",
        "",
    )
    before = file.read_bytes()
    again = await command(folder, "report", "room", "--output", str(file))
    assert ended(again) == (
        2,
        "",
        f"invigilate: {file} is there already: name another, or say --force.\n",
    )
    assert (await command(folder, "report", "room", f"--output={file}", "--force")).status == 0
    assert file.read_bytes() == before


@pytest.mark.long
async def test_a_letter_another_key_and_another_log_are_told_with_status_1(tmp_path: Path) -> None:
    folder, file = await school(tmp_path / "data"), tmp_path / "a.json"
    other = tmp_path / "other"
    assert (await command(folder, "report", "room", "--output", str(file))).status == 0

    spoilt = tmp_path / "spoilt.json"
    spoilt.write_bytes(file.read_bytes().replace(b"Student 1", b"Student 7"))
    assert ended(await command(folder, "verify", "--report", str(spoilt))) == (
        1,
        f"WRONG  {spoilt}: The signature does not hold: the report is not the one that was signed"
        f" with the key {KEY}. Get the file again from whoever made it.\n",
        "",
    )

    # Elsewhere: without a database, by the published key alone.
    assert ended(await command(other, "verify", f"--report={file}", f"--key={KEY}")) == (
        0,
        f"{file}: “Physics”, room room, version 13: signed by the key {KEY}, and not a letter was"
        f" altered.\nThere is no database {other}/invigilate.sqlite3: no log was compared.\n",
        "",
    )
    assert ended(await command(other, "verify", f"--report={file}")) == (
        2,
        "",
        "invigilate: There is no server secret here, so there is no key. Say whose signature it"
        " should be with --key.\n",
    )
    keep_secret(other, "t")
    theirs = (await command(other, "report", "--key")).out.strip()
    assert ended(await command(other, "verify", f"--report={file}")) == (
        1,
        f"WRONG  {file}: the report is whole, and signed with the key {KEY}, which is not this"
        f" server's, {theirs}.\n",
        "",
    )

    database = folder / "invigilate.sqlite3"
    with closing(sqlite3.connect(database)) as writer:
        writer.execute("UPDATE room_event SET at = at + 1 WHERE room_id = 'room' AND version = 5")
        writer.commit()
    told = await command(folder, "verify", "--report", str(file))
    assert (told.status, told.out.splitlines()[-1]) == (
        1,
        f"WRONG  {file}: the log of room room is not whole: the chain breaks at version 5.",
    )
    refused = await command(folder, "report", "room", "--output", str(tmp_path / "b.json"))
    assert ended(refused) == (
        2,
        "",
        "invigilate: The record of this session is not whole, so nothing is signed: the chain"
        " breaks at version 5. See `invigilate verify`.\n",
    )
    assert not (tmp_path / "b.json").exists()


@pytest.mark.long
async def test_what_cannot_be_done_is_told_in_a_sentence(tmp_path: Path) -> None:
    folder, file = await school(tmp_path / "data"), tmp_path / "a.json"
    (tmp_path / "plain").touch()
    none = tmp_path / "none"
    for words, sentence in [
        (("report",), "Name a session by its id or its code, or say --key."),
        (
            ("report", "9999"),
            "There is no session “9999”: give its id, or the code that it has or had.",
        ),
        (
            ("report", "room", f"--output={none}/a.json"),
            f"{none}/a.json cannot be written: No such file or directory.",
        ),
        (
            ("report", "room", f"--output={tmp_path}/plain/a.json"),
            f"{tmp_path}/plain/a.json cannot be written: Not a directory.",
        ),
        (("verify", f"--report={none}"), f"{none} cannot be read: No such file or directory."),
        (
            ("verify", f"--report={file}", "--key=short"),
            "“short” is no public key: 43 letters, digits, - and _, as `--key` prints it.",
        ),
        (
            ("verify", f"--key={KEY}"),
            "--key says whose a report is: name its file with --report.",
        ),
    ]:
        assert ended(await command(folder, *words)) == (2, "", f"invigilate: {sentence}\n")
    (tmp_path / "data" / "secret").unlink()
    assert ended(await command(folder, "report", "room")) == (
        2,
        "",
        "invigilate: There is no server secret here, so there is no key. Start the server once, or"
        " bring its secret back.\n",
    )
    assert not (folder / "secret").exists()
    assert ended(await command(none, "report", "room", INVIGILATE_SECRET="s" * 32)) == (
        2,
        "",
        f"invigilate: There is no database {none}/invigilate.sqlite3: there is nothing to"
        " report.\n",
    )


@pytest.mark.long
async def test_an_erasure_leaves_the_older_file_true_and_the_newer_without_the_person(
    tmp_path: Path,
) -> None:
    folder, old, new = await school(tmp_path / "data"), tmp_path / "old.json", tmp_path / "new.json"
    assert (await command(folder, "report", "room", f"--output={old}")).status == 0
    assert (await command(folder, "erase", "room", "000", "--reason", "asked for")).status == 0
    assert (await command(folder, "report", "room", f"--output={new}")).status == 0
    assert ("Student 0" in old.read_text(), "Student 0" in new.read_text()) == (True, False)
    [line, *_] = json.loads(new.read_text())["report"]["attendance"]
    assert (line["name"], line["erased"], line["answered"]) == ("erased", True, None)
    for file in (old, new):
        assert (await command(folder, "verify", "--report", str(file))).status == 0


@pytest.mark.long
async def test_a_report_of_postgresql(tmp_path: Path, postgres_database: str) -> None:
    await sat(postgres_database)
    keep_secret(tmp_path, "s")
    where = {"INVIGILATE_DATABASE_URL": postgres_database}
    file = tmp_path / "a.json"
    assert (await command(tmp_path, "report", "room", f"--output={file}", **where)).status == 0
    held = await command(tmp_path, "verify", "--report", str(file), **where)
    assert (held.status, held.out.splitlines()[-1]) == (
        0,
        "The log of the room begins with this chain, up to version 13.",
    )
