"""The indices of the pictures, `docs/pages/*.md`, made of the states."""

from pathlib import Path
from typing import NamedTuple

from tests.stories.pictures import walks, watched
from tests.stories.pictures.states import Chapter, State

FOLDER = Path(__file__).parents[3] / "docs" / "pages"


class Index(NamedTuple):
    """Of the pages of some people: `NAME.md`, and the sheets in `NAME/`."""

    name: str
    title: str
    head: str
    chapters: tuple[Chapter, ...]

    @property
    def file(self) -> Path:
        """The index."""
        return FOLDER / f"{self.name}.md"

    @property
    def sheets(self) -> Path:
        """The folder of its pictures."""
        return FOLDER / self.name

    @property
    def names(self) -> list[str]:
        """Of all its states."""
        return [state.name for chapter in self.chapters for state in chapter.states]

    def written(self) -> str:
        """The index as it is to stand."""
        head = f"# {self.title}\n\n{self.head}"
        chapters = (_chapter(chapter, self.name) for chapter in self.chapters)
        return "\n".join([head, *map(_contents, self.chapters), "", *chapters])


STUDENT = Index(
    "student",
    "The student's page, state by state",
    """\
Each picture shows one state four times: wide, light and dark, then on a phone, light and dark. They
are taken from the running pages, against a real server and with a network cable that is really
pulled: `python -m tests.stories.pictures student`, or with words of the states' names instead
(`… pictures paused file`). Nobody in them exists.
""",
    walks.CHAPTERS,
)
PROCTOR = Index(
    "proctor",
    "The proctor's board, view by view",
    """\
Each picture shows one view four times: wide, light and dark, then on a tablet (light) and on a
phone (dark). They are taken from the running board of a sitting of forty synthetic students, from
its first minutes to its report, against a real server and with network cables that are really
pulled: `python -m tests.stories.pictures proctor`, or with words of the views' names instead.
Nobody in them exists.
""",
    watched.CHAPTERS,
)
INDICES = (STUDENT, PROCTOR)
README = FOLDER / "README.md"
FRONT = """# The pages in pictures

All are taken from the running product, against a real server: `python -m tests.stories.pictures`.
Nobody in them exists.
"""


def front() -> str:
    """What leads to the indices, with the chapters of each."""
    return "\n".join([FRONT, *map(_led, INDICES)])


def _led(index: Index) -> str:
    chapters = " · ".join(
        f"[{one.title}]({index.name}.md#{_anchor(one.title)})" for one in index.chapters
    )
    return f"## [{index.title}]({index.name}.md)\n\n{chapters}\n"


def _contents(chapter: Chapter) -> str:
    ways = " · ".join(f"[{one.title}](#{_anchor(one.title)})" for one in chapter.states)
    return f"* **{chapter.title}**: {ways}"


def _chapter(chapter: Chapter, folder: str) -> str:
    return "\n".join([f"## {chapter.title}\n", *(_state(one, folder) for one in chapter.states)])


def _state(state: State, folder: str) -> str:
    sheet = f"{folder}/{state.name}.png"
    return f"### {state.title}\n\n{state.sentence}\n\n[![{state.title}]({sheet})]({sheet})\n"


def _anchor(title: str) -> str:
    """As GitHub and GitLab make it of a heading."""
    kept = "".join(one for one in title.lower() if one.isalnum() or one in " -")
    return kept.replace(" ", "-")
