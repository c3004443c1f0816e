"""The index of the student's pages, and the pictures that it names."""

from tests.stories.pictures.index import FOLDER, INDEX, SHEETS, written
from tests.stories.pictures.walks import CHAPTERS

MOST = 12_000_000


def test_the_index_is_as_the_states_make_it() -> None:
    assert INDEX.read_text(encoding="utf-8") == written()


def test_every_state_has_its_picture_and_every_picture_its_state() -> None:
    names = sorted(state.name for chapter in CHAPTERS for state in chapter.states)
    assert sorted(path.stem for path in SHEETS.iterdir()) == names


def test_all_pictures_together_stay_small() -> None:
    sizes = [path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()]
    assert sum(sizes) < MOST
