"""Review: what the crowd's checker must not overlook."""

from invigilate.crowd.checker import BookletSeen, check
from invigilate.crowd.recorder import Put, Recorder
from invigilate.ids import DeviceId
from invigilate.rooms.commands import Answer

D = DeviceId("device-1")


def written(*outcomes: str) -> Recorder:
    """One student's changes to one slot, told so."""
    recorder = Recorder()
    for turn, _ in enumerate(outcomes, 1):
        recorder.put(Put("s1", D, turn, Answer(0, f"value {turn}"), None))
    told = {turn: word for turn, word in enumerate(outcomes, 1) if word != "saved"}
    recorder.acknowledged(D, len(outcomes), told)
    recorder.announcing = False
    return recorder


def test_a_server_that_takes_an_acknowledgement_back_has_lost_something() -> None:
    """The journal sends it again and so hides it; the next journal may be gone by then."""
    recorder = written("saved", "saved", "saved")
    recorder.acknowledged(D, 1, {})  # a Welcome or a gap names a lower last
    booklet = BookletSeen("s1", "Submitted", {0: "value 3"}, set())
    verdict = check(recorder.history, {"s1": booklet})
    assert [*verdict.lost, *verdict.other] != []


def test_a_change_held_for_a_pause_that_is_over_must_count() -> None:
    recorder = written("saved", "held:paused")
    booklet = BookletSeen("s1", "Submitted", {0: "value 1"}, {(D, 2)})
    verdict = check(recorder.history, {"s1": booklet})
    assert [*verdict.lost, *verdict.other] != []
