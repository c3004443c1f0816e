"""What a fresh view may show of what a student was told as saved or held."""

from invigilate.crowd.checking.booklets import view_lacks
from invigilate.crowd.checking.history import Put
from invigilate.ids import DeviceId
from invigilate.rooms.commands import Answer

OLD, NEW = DeviceId("old"), DeviceId("new")


def put(device: DeviceId, turn: int, text: str, outcome: str) -> Put:
    return Put("s1", device, turn, Answer(0, text), text, outcome)


def lacks(puts: list[Put], shown: str, held: set[tuple[str, int]]) -> list[str]:
    return [finding.seen for finding in view_lacks(puts, "s1", {0: shown}, held)]


def test_what_staff_let_count_may_stand_after_what_was_written_later() -> None:
    puts = [put(OLD, 1, "held", "held:pen"), put(NEW, 1, "first", "saved")]
    puts += [put(NEW, 2, "last", "saved"), put(NEW, 3, "on its way", "")]
    assert lacks(puts, "held", set()) == []
    assert lacks(puts, "last", set()) == []
    assert lacks(puts, "on its way", set()) == []
    assert lacks(puts, "held", {("old", 1)}) == ["'held'"], "it waits still"
    assert lacks(puts, "first", set()) == ["'first'"]


def test_what_counts_by_itself_stands_where_it_was_written() -> None:
    puts = [put(NEW, 1, "in the pause", "held:paused"), put(NEW, 2, "last", "saved")]
    assert lacks(puts, "in the pause", set()) == ["'in the pause'"]
