"""What a session's settings mean, and which state follows which; pure."""

import pytest
from msgspec import UNSET

from invigilate.errors import NotValid, Refused
from invigilate.ids import OrganisationId, SessionId
from invigilate.rooms.plan import Settings
from invigilate.sessions import model
from invigilate.sessions import settings as settings_of
from invigilate.sessions.model import Session, State
from invigilate.sessions.names import briefly, guest_name, name_key, number_key
from invigilate.sessions.settings import SettingsChange

NINE = 1_790_000_000_000
MINUTE = 60_000
HOUR = 60 * MINUTE
KEYED = Settings(minutes=60, personal_key=True)


def session(state: State = State.DRAFT, settings: Settings = KEYED, **more: object) -> Session:
    return Session(
        id=SessionId("s"),
        organisation_id=OrganisationId("school"),
        title="Physics",
        edition_id="e",
        assessment="A paper",
        timezone="Europe/Berlin",
        settings=settings,
        state=state,
        created_at=0,
        **more,  # type: ignore[arg-type]
    )


def refused(word: str) -> "pytest.RaisesExc[Refused]":
    return pytest.raises(Refused, check=lambda error: error.word == word)


def test_what_is_left_out_stays_and_null_takes_away() -> None:
    before = Settings(minutes=60, opens=NINE, shuffle=True)
    assert settings_of.changed(before, SettingsChange()) == before
    after = settings_of.changed(before, SettingsChange(minutes=None, personal_key=True))
    assert after == Settings(opens=NINE, shuffle=True, personal_key=True)
    assert SettingsChange().minutes is UNSET


@pytest.mark.parametrize("minutes", [0, -1, 10_081, float("inf"), float("nan")])
def test_a_writing_time_is_positive_and_at_most_a_week(minutes: float) -> None:
    with pytest.raises(NotValid, match="writing time"):
        settings_of.checked(Settings(minutes=minutes))


def test_settings_that_are_well_thought_of_give_no_warning() -> None:
    good = Settings(minutes=60, opens=NINE, closes=NINE + HOUR, personal_key=True)
    assert settings_of.warnings(good, "Europe/Berlin", NINE - HOUR) == []


@pytest.mark.parametrize(
    ("settings", "warning"),
    [
        (
            Settings(minutes=90, opens=NINE, closes=NINE + HOUR),
            "The writing time is 90 minutes and the window 60: even who begins at once is stopped"
            " at 2026-09-21 17:13 Europe/Berlin, 30 minutes early.",
        ),
        (
            Settings(
                minutes=60, opens=NINE, closes=NINE + HOUR, late_join_until=NINE + 10 * MINUTE
            ),
            "Who joins as late as 2026-09-21 16:23 Europe/Berlin is stopped at 2026-09-21 17:13"
            " Europe/Berlin, 10 minutes early.",
        ),
        (
            Settings(minutes=60, closes=NINE - 2 * HOUR),
            "The close, 2026-09-21 14:13 Europe/Berlin, is in the past: nobody could begin any"
            " more.",
        ),
        (Settings(), "There is neither a writing time nor a close: nobody's time ends by itself."),
        (
            Settings(minutes=5, opens=NINE, closes=NINE + HOUR, late_join_until=NINE + HOUR),
            "One may join until after the close: whoever comes then has no time left.",
        ),
    ],
)
def test_a_warning_says_the_exact_consequence(settings: Settings, warning: str) -> None:
    found = settings_of.warnings(settings, "Europe/Berlin", NINE - HOUR)
    assert [each for each in found if "personal keys" not in each][:1] == [warning]


def test_open_doors_are_warned_of() -> None:
    settings = Settings(minutes=60, allow_guests=True)
    words = [each.split()[0] for each in settings_of.warnings(settings, "UTC", NINE)]
    assert words == ["Without", "With"]


def test_a_session_goes_from_draft_to_published_to_closed() -> None:
    published = model.published(session(), 1, NINE)
    assert published == session(State.PUBLISHED, published_at=NINE)
    closed = model.closed(published, NINE + 1)
    assert closed == session(State.CLOSED, published_at=NINE, closed_at=NINE + 1)
    with refused("not-published"):
        model.closed(session(), NINE)
    with refused("closed"):
        model.published(closed, 1, NINE)
    with refused("closed"):
        model.edited(closed)
    assert model.archived(closed, NINE).archived_at == NINE
    with refused("not-closed"):
        model.archived(published, NINE)


@pytest.mark.parametrize(
    ("opens", "closes", "now", "is_open"),
    [
        (None, None, NINE, True),
        (NINE, None, NINE - 1, False),
        (NINE, None, NINE, True),
        (None, NINE, NINE + 24 * HOUR - 1, True),
        (None, NINE, NINE + 24 * HOUR, False),
    ],
)
def test_a_code_opens_between_the_opening_and_a_day_after_the_close(
    opens: int | None, closes: int | None, now: int, is_open: bool
) -> None:
    settings = Settings(opens=opens, closes=closes)
    assert model.is_open(session(State.PUBLISHED, settings), now) is is_open
    assert model.is_open(session(State.DRAFT, settings), now) is False
    assert model.is_open(session(State.CLOSED, settings), now) is False
    assert model.is_open(session(State.PUBLISHED, settings, archived_at=1), now) is False


@pytest.mark.parametrize(
    "name",
    [
        "Ada Lovelace",
        " ADA   lovelace",
        "Lovelace, Ada",
        "Аdа Lоvelаce",
        "Àda Lövelace",
        "Ada-Lovelace",
    ],
)
def test_names_that_are_read_alike_are_one(name: str) -> None:
    assert name_key(name) == name_key("Ada Lovelace")


@pytest.mark.parametrize("name", ["Ada", "Ada Lovelock", "Adam Lovelace", "Ada Lovelace Byron"])
def test_names_that_differ_are_two(name: str) -> None:
    assert name_key(name) != name_key("Ada Lovelace")


@pytest.mark.parametrize("name", ["", " ", "…", "a" * 101, "Ada\u202eevil", "\u200b"])
def test_a_guest_has_a_name_that_can_be_read(name: str) -> None:
    with pytest.raises(NotValid, match="Type your name"):
        guest_name(name)


def test_numbers_are_compared_without_spaces_and_case_and_keep_their_zeros() -> None:
    assert number_key(" 00 4a ") == number_key("004A") == "004a"
    assert number_key("４２") == "42"
    assert number_key("042") != number_key("42")


@pytest.mark.parametrize(
    ("name", "brief"),
    [
        ("Ada Lovelace", "Ada L."),
        ("Lovelace, Ada", "Ada L."),
        ("Ada Byron Lovelace", "Ada L."),
        ("Ada", "Ada"),
        ("Émile Zola", "Émile Z."),
    ],
)
def test_no_more_of_a_name_is_shown_than_its_owner_needs(name: str, brief: str) -> None:
    assert briefly(name) == brief
