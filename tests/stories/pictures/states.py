"""A state of a page: its name, and what one sees and can do in it."""

from typing import NamedTuple


class State(NamedTuple):
    """One state; its sheet is `student/NAME.png` or `proctor/NAME.png`."""

    name: str
    title: str
    sentence: str


class Chapter(NamedTuple):
    """States that belong together; the same walks come through them."""

    title: str
    states: tuple[State, ...]
