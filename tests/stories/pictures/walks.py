"""All chapters of the student's page, as they are read, and the walks that come through them."""

from collections.abc import Awaitable, Callable

from tests.stories.pictures import coming_in, devices, ending, late, proctors, questions, saving
from tests.stories.pictures.halls import Studio
from tests.stories.pictures.states import Chapter

Walk = Callable[[Studio], Awaitable[None]]
CHAPTERS: tuple[Chapter, ...] = (
    coming_in.CHAPTER,
    questions.CHAPTER,
    saving.CHAPTER,
    late.CHAPTER,
    proctors.CHAPTER,
    devices.CHAPTER,
    ending.CHAPTER,
)
WALKS: tuple[tuple[Walk, Chapter], ...] = (
    (late.handed_in, late.CHAPTER),
    (late.time_over, late.CHAPTER),
    (proctors.walk, proctors.CHAPTER),
    (saving.walk, saving.CHAPTER),
    (devices.walk, devices.CHAPTER),
    (coming_in.walk, coming_in.CHAPTER),
    (questions.walk, questions.CHAPTER),
    (ending.walk, ending.CHAPTER),
)
"""What waits longest begins first."""
