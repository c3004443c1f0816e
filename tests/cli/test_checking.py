"""What `invigilate check` says: what is wrong, where, and what to do."""

import asyncio
import os
import shutil
import socket
import sqlite3
import stat
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from sqlalchemy import text

from invigilate.cli.checking import FIRST_PERSON, findings
from invigilate.cli.staffing import add_to
from invigilate.people.actions import NewPerson
from invigilate.people.model import Role
from invigilate.settings import Settings
from invigilate.store.engine import open_engine
from invigilate.store.migrate import newest
from invigilate.store.sole_server import sole_server
from invigilate.store.whole import CURE
from tests.servers.postgres import PostgresServer
from tests.servers.programs import free_port
from tests.servers.redis import RedisServer

ROOMY = 0
NOW = datetime(2030, 6, 1, tzinfo=UTC)


def at(folder: Path, **more: object) -> Settings:
    """Settings for this folder, on a port that is free and with any disk full enough."""
    chosen = {"data_folder": folder, "port": 0, "disk_free_mib": ROOMY} | more
    return Settings(**chosen)  # type: ignore[arg-type]


async def wrongs(settings: Settings, now: datetime = NOW, **environ: str) -> list[str]:
    """The findings that are not good, but for pages that are not built."""
    found = [one async for one in findings(settings, environ, now)]
    return [s for good, s in found if not good and not s.startswith("the pages")]


async def told(settings: Settings) -> list[str]:
    """The good ones."""
    return [s async for good, s in findings(settings, {}, NOW) if good]


@pytest.fixture
async def founded(migrated_sqlite: Path, tmp_path: Path) -> Path:
    """A data folder in which somebody may sign in."""
    shutil.copy(migrated_sqlite, tmp_path / "invigilate.sqlite3")
    engine = open_engine(at(tmp_path))
    person = NewPerson("head", "Head", "correct-horse-battery", (Role.OFFICE,))
    await add_to(engine, "School", person)
    await engine.close()
    return tmp_path


async def test_a_whole_installation_has_nothing_wrong(founded: Path) -> None:
    settings = at(founded)
    assert await wrongs(settings) == []
    assert (await told(settings))[-2:] == [
        f"the database sqlite:///{founded}/invigilate.sqlite3 answers, its tables are as this"
        " version expects them",
        "1 organisations",
    ]


async def test_a_fresh_folder_is_told_what_to_do_first_and_stays_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    assert await wrongs(at(folder)) == [
        f"there is no database {folder}/invigilate.sqlite3 yet: {FIRST_PERSON} makes it"
    ]
    assert f"the folder {folder} can be written, once it is made" in await told(at(folder))
    assert "the server secret is made at the first start" in await told(at(folder))
    assert os.listdir(tmp_path) == []


async def test_tables_without_anybody_are_told_what_to_do(
    migrated_sqlite: Path, tmp_path: Path
) -> None:
    shutil.copy(migrated_sqlite, tmp_path / "invigilate.sqlite3")
    assert await wrongs(at(tmp_path)) == [f"nobody may sign in yet: {FIRST_PERSON}"]


async def test_a_database_of_a_newer_version_is_named(founded: Path) -> None:
    settings = at(founded)
    engine = open_engine(settings)
    async with engine.writing() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await engine.close()
    assert await wrongs(settings) == [
        f"sqlite:///{founded}/invigilate.sqlite3: The database is of a newer version of"
        f" invigilate: its tables are at 9999, and this version knows them up to {newest()}."
        " Install the version that wrote it, or restore a backup from before. Nothing was changed."
    ]


async def test_a_database_without_tables_is_to_be_migrated(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "invigilate.sqlite3")) as database:
        database.execute("PRAGMA user_version = 1")
    assert await wrongs(at(tmp_path)) == [
        f"the database sqlite:///{tmp_path}/invigilate.sqlite3 has no tables yet:"
        " run `invigilate migrate`"
    ]


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        (b"", "is empty"),
        (b"no database at all" * 100, "does not begin as a SQLite file does"),
    ],
)
async def test_a_file_that_is_no_database_is_told_and_left_as_it_is(
    tmp_path: Path, data: bytes, wrong: str
) -> None:
    file = tmp_path / "invigilate.sqlite3"
    file.write_bytes(data)
    [told] = await wrongs(at(tmp_path))
    assert told == f"sqlite:///{file}: The database {file} {wrong}. {CURE}"
    assert file.read_bytes() == data


async def test_a_folder_that_may_only_be_read_is_told_with_its_cures(founded: Path) -> None:
    os.chmod(founded, stat.S_IRUSR | stat.S_IXUSR)
    try:
        status, out = await _as_an_ordinary_user(founded)
    finally:
        os.chmod(founded, stat.S_IRWXU)
    assert [line for line in out.splitlines() if line.startswith("WRONG")] == [
        f"WRONG  {founded} cannot be written by user {os.geteuid()}, who runs this: give it to"
        " that user (chown), make its disk writable, or choose another with"
        " INVIGILATE_DATA_FOLDER"
    ]
    assert status == 1


async def _as_an_ordinary_user(folder: Path) -> tuple[int, str]:
    """`check` run by us, without what lets root write where nobody may: status and output."""
    setpriv = shutil.which("setpriv") if os.geteuid() == 0 else ""
    if setpriv is None:
        pytest.skip("root writes everywhere, and there is no setpriv to take that from it")
    less = [setpriv, "--bounding-set=-dac_override,-dac_read_search", "--"] if setpriv else []
    ours = {name: value for name, value in os.environ.items() if not name.startswith("INVIGILATE_")}
    given = {"INVIGILATE_DATA_FOLDER": str(folder), "INVIGILATE_DISK_FREE_MIB": "0"}
    process = await asyncio.create_subprocess_exec(
        *less,
        *(sys.executable, "-m", "invigilate", "check"),
        env=ours | given | {"INVIGILATE_PORT": "0"},
        stdout=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(60):
        out, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode()


async def test_a_file_where_the_folder_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(b"")
    assert await wrongs(at(tmp_path / "data")) == [
        f"{tmp_path}/data is a file and no folder: choose another with INVIGILATE_DATA_FOLDER"
    ]


async def test_a_secret_that_others_can_read_is_told(founded: Path) -> None:
    (founded / "secret").write_text("s" * 64)
    (founded / "secret").chmod(0o644)
    assert await wrongs(at(founded)) == [
        "INVIGILATE_SECRET is not shown here: the file"
        f" {founded}/secret can be read by others; set its mode to 600."
    ]


async def test_a_disk_that_is_nearly_full_is_told_with_its_threshold(founded: Path) -> None:
    settings = at(founded, disk_free_mib=2**40)
    free = shutil.disk_usage(founded).free // 2**20
    [wrong] = await wrongs(settings)
    assert wrong.startswith("only ")
    assert abs(int(wrong.split()[1]) - free) < 1_024
    assert wrong.split(" ", 2)[2] == (
        f"MiB are free on the disk of {founded}, fewer than the {2**40} of"
        " INVIGILATE_DISK_FREE_MIB: make room, for on a full disk no answer can be saved"
    )


async def test_a_redis_that_is_not_there_is_told(founded: Path) -> None:
    port = free_port()
    [wrong] = await wrongs(at(founded, redis_url=f"redis://:hunter2@127.0.0.1:{port}/0"))
    assert wrong.startswith(f"Redis at 127.0.0.1:{port} does not answer (")
    assert wrong.endswith(
        "): start it, or correct or unset INVIGILATE_REDIS_URL; without it boards are slower"
    )
    assert "hunter2" not in wrong


async def test_a_redis_that_answers_is_told(founded: Path, redis_server: RedisServer) -> None:
    settings = at(founded, redis_url=redis_server.url)
    assert await wrongs(settings) == []
    assert (await told(settings))[-1].startswith("Redis at 127.0.0.1:")


async def test_a_redis_that_keeps_silent_is_told(founded: Path) -> None:
    async with silent() as port:
        [wrong] = await wrongs(at(founded, redis_url=f"redis://127.0.0.1:{port}/0"))
    assert wrong.startswith(f"Redis at 127.0.0.1:{port} does not answer (")


async def test_a_postgresql_that_is_not_there_is_told_without_its_password(tmp_path: Path) -> None:
    port = free_port()
    url = f"postgresql://exams:hunter2@127.0.0.1:{port}/exams"
    [wrong] = await wrongs(at(tmp_path, database_url=url))
    assert wrong.startswith(
        f"the database postgresql://exams:***@127.0.0.1:{port}/exams cannot be used ("
    )
    assert wrong.endswith("): start it, or name another with INVIGILATE_DATABASE_URL")


async def test_a_postgresql_that_keeps_silent_is_told(tmp_path: Path) -> None:
    async with silent() as port:
        url = f"postgresql://exams@127.0.0.1:{port}/exams"
        assert await wrongs(at(tmp_path, database_url=url)) == [
            f"the database {url} cannot be used (no answer within 5 seconds): start it, or name"
            " another with INVIGILATE_DATABASE_URL"
        ]


async def test_a_database_that_postgresql_does_not_have_is_told(
    tmp_path: Path, postgres_server: PostgresServer
) -> None:
    url = postgres_server.url("none_such")
    assert await wrongs(at(tmp_path, database_url=url)) == [
        f'the database {url} cannot be used (database "none_such" does not exist): start it, or'
        " name another with INVIGILATE_DATABASE_URL"
    ]


@asynccontextmanager
async def silent() -> AsyncIterator[int]:
    """A port at which somebody takes every call and never says a word."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


# -- TLS


def certificate(folder: Path, name: str, ends: datetime) -> tuple[Path, Path]:
    """A certificate of a month, and its key."""
    issued = trustme.CA().issue_cert(
        "localhost", not_before=ends - timedelta(days=30), not_after=ends
    )
    paths = folder / f"{name}.pem", folder / f"{name}-key.pem"
    paths[0].write_bytes(b"".join(blob.bytes() for blob in issued.cert_chain_pems))
    paths[1].write_bytes(issued.private_key_pem.bytes())
    return paths


async def test_a_certificate_that_holds_is_told_with_its_end(founded: Path) -> None:
    held, key = certificate(founded, "held", NOW + timedelta(days=9))
    settings = at(founded, tls_certificate=held, tls_key=key)
    assert await wrongs(settings) == []
    assert f"the certificate {held} holds until 2030-06-10, and its key is the right one" in (
        await told(settings)
    )


async def test_a_key_of_another_certificate_is_told(founded: Path) -> None:
    held, _ = certificate(founded, "held", NOW + timedelta(days=9))
    _, other = certificate(founded, "other", NOW + timedelta(days=9))
    assert await wrongs(at(founded, tls_certificate=held, tls_key=other)) == [
        f"{other} (INVIGILATE_TLS_KEY) is not the key of the certificate {held}: name the two that"
        " were made together, and put the server's own certificate before those of its issuers."
    ]


async def test_a_certificate_whose_time_is_not_now_is_told(founded: Path) -> None:
    held, key = certificate(founded, "held", NOW)
    settings = at(founded, tls_certificate=held, tls_key=key)
    assert await wrongs(settings, NOW + timedelta(days=1)) == [
        f"the certificate {held} expired on 2030-06-01, and no browser believes it: renew it, and"
        " start the server again."
    ]
    assert await wrongs(settings, NOW - timedelta(days=31)) == [
        f"the certificate {held} holds only from 2030-05-02: set this machine's clock, or renew it,"
        " and start the server again."
    ]


async def test_files_that_are_missing_or_no_pem_are_told(founded: Path) -> None:
    held, key = certificate(founded, "held", NOW + timedelta(days=9))
    none = founded / "none.pem"
    assert await wrongs(at(founded, tls_certificate=none, tls_key=key)) == [
        f"{none} (INVIGILATE_TLS_CERTIFICATE) cannot be read (No such file or directory): give the"
        " path of a PEM file."
    ]
    assert await wrongs(at(founded, tls_certificate=key, tls_key=key)) == [
        f"{key} (INVIGILATE_TLS_CERTIFICATE) holds no certificate in PEM."
    ]
    assert await wrongs(at(founded, tls_certificate=held, tls_key=held)) == [
        f"{held} (INVIGILATE_TLS_KEY) holds no private key in PEM."
    ]


# -- the rest


async def test_variables_that_are_no_settings_are_named(founded: Path) -> None:
    assert await wrongs(at(founded), INVIGILATE_PROT="1") == [
        "variables that are no settings: INVIGILATE_PROT: correct or unset them"
    ]


async def test_who_serves_the_folder_now_is_told(founded: Path) -> None:
    with sole_server(at(founded), "http://127.0.0.1:8000"):
        assert (await told(at(founded)))[-1] == (
            f"process {os.getpid()} serves it now, at http://127.0.0.1:8000"
        )
