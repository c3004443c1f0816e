"""The index of the student's pages, `docs/pages/README.md`, made of the states."""

from pathlib import Path

from tests.stories.pictures.states import Chapter, State
from tests.stories.pictures.walks import CHAPTERS

FOLDER = Path(__file__).parents[3] / "docs" / "pages"
SHEETS = FOLDER / "student"
INDEX = FOLDER / "README.md"

HEAD = """# The student's page, state by state

Each picture shows one state four times: wide, light and dark, then on a phone, light and dark. They
are taken from the running pages, against a real server and with a network cable that is really
pulled: `python -m tests.stories.pictures student`, or with words of the states' names instead
(`… pictures paused file`). Nobody in them exists.
"""


def written() -> str:
    """The index as it is to stand."""
    return "\n".join([HEAD, *map(_contents, CHAPTERS), "", *map(_chapter, CHAPTERS)])


def _contents(chapter: Chapter) -> str:
    ways = " · ".join(f"[{one.title}](#{_anchor(one.title)})" for one in chapter.states)
    return f"* **{chapter.title}**: {ways}"


def _chapter(chapter: Chapter) -> str:
    return "\n".join([f"## {chapter.title}\n", *map(_state, chapter.states)])


def _state(state: State) -> str:
    return (
        f"### {state.title}\n\n{state.sentence}\n\n"
        f"[![{state.title}](student/{state.name}.png)](student/{state.name}.png)\n"
    )


def _anchor(title: str) -> str:
    """As GitHub and GitLab make it of a heading."""
    kept = "".join(one for one in title.lower() if one.isalnum() or one in " -")
    return kept.replace(" ", "-")
