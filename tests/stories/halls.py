"""Sessions of the sample paper for stories about one student, and what the server has of them."""

from typing import Any, NamedTuple

from tests.stories.schools import School, roster

TITLES = (
    "A capital city",
    "Prime numbers",
    "Adding fractions",
    "The longest side",
    "Four months of rain",
    "How plants feed",
    "Who wrote what?",
    "From the Sun outwards",
    "Sound in space",
    "A letter to the future",
)


class Hall(NamedTuple):
    """A published session."""

    session: str
    code: str


async def hall(place: School, edition: str, people: int = 1, **settings: Any) -> Hall:
    """Of the sample paper, with so many students from number 1000 on; nothing is shuffled."""
    made = await place.session(edition, roster(people), allow_guests=False, **settings)
    return Hall(*made)


async def answers(place: School, at: Hall, number: str) -> dict[str, Any]:
    """Label → value of what the server has of a student."""
    read = await place.office.ask("GET", f"/api/sessions/{at.session}/booklets")
    [mine] = [each for each in read["booklets"] if each["number"] == number]
    return {label: value for label, _, value in mine["answers"]}
