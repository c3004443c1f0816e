"""The indices of the pages in pictures, and the pictures that they name."""

import pytest

from tests.stories.pictures.index import FOLDER, INDICES, README, Index, front

MOST = 18_000_000
MOST_OF_ONE = 300_000


@pytest.mark.parametrize("index", INDICES, ids=[index.name for index in INDICES])
def test_an_index_is_as_the_states_make_it(index: Index) -> None:
    assert index.file.read_text(encoding="utf-8") == index.written()


def test_what_leads_to_the_indices_names_all_their_chapters() -> None:
    assert README.read_text(encoding="utf-8") == front()


@pytest.mark.parametrize("index", INDICES, ids=[index.name for index in INDICES])
def test_every_state_has_its_picture_and_every_picture_its_state(index: Index) -> None:
    assert sorted(path.stem for path in index.sheets.iterdir()) == sorted(index.names)


@pytest.mark.parametrize("index", INDICES, ids=[index.name for index in INDICES])
def test_no_two_headings_of_an_index_lead_to_the_same_place(index: Index) -> None:
    titles = [state.title for chapter in index.chapters for state in chapter.states]
    titles += [chapter.title for chapter in index.chapters]
    assert len({title.lower() for title in titles}) == len(titles)


def test_pictures_stay_small() -> None:
    sizes = {path.name: path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()}
    assert {name for name, size in sizes.items() if size > MOST_OF_ONE} == set()
    assert sum(sizes.values()) < MOST
