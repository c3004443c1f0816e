"""URLs as people write them become URLs as drivers want them."""

import pytest

from invigilate.errors import NotValid
from invigilate.store.url import normalise, plain


@pytest.mark.parametrize(
    ("written", "driver"),
    [
        ("sqlite:////srv/exams.sqlite3", "sqlite+aiosqlite"),
        ("postgres://me@db/exams", "postgresql+asyncpg"),
        ("postgresql://me@db/exams", "postgresql+asyncpg"),
        ("postgresql+psycopg://me@db/exams", "postgresql+asyncpg"),
    ],
)
def test_urls_as_people_write_them_get_our_driver(written: str, driver: str) -> None:
    assert normalise(written).drivername == driver


def test_the_keeper_gets_the_plain_url() -> None:
    url = normalise("postgres://me:pw@db:5433/exams?sslmode=require")
    assert dict(url.query) == {"ssl": "require"}
    assert plain(url) == "postgresql://me:pw@db:5433/exams?sslmode=require"


@pytest.mark.parametrize(
    "written", ["mysql://me:hunter2@db/exams", "sqlite://", "sqlite:///:memory:", "postgresql://db"]
)
def test_another_database_is_refused_without_showing_its_password(written: str) -> None:
    with pytest.raises(NotValid) as caught:
        normalise(written)
    assert caught.value.sentence.endswith(
        "sqlite:///path or postgresql://user@host/database is expected."
    )
    assert "hunter2" not in caught.value.sentence
