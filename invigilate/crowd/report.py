"""What a run of the crowd reports: figures that were measured, and what went wrong."""

from collections.abc import Sequence

from msgspec import Struct

from invigilate.crowd.checking.findings import Verdict
from invigilate.crowd.recorder import Recorder


class Quantiles(Struct, frozen=True):
    """Milliseconds; all zero where nothing was measured."""

    p50: float = 0
    p95: float = 0
    p99: float = 0
    max: float = 0


class Report(Struct, frozen=True):
    """One run. `ok`: nothing was lost, nothing out of order, and something was tried."""

    ok: bool
    students: int
    seconds: float
    joined: int
    began: int
    answers_sent: int
    answers_acknowledged: int
    answers_saved: int
    answers_held: int
    answers_refused: int
    answers_unknown: int
    """Nobody was told what became of them: the connection died, or the run ended."""
    answers_lost: int
    submitted: int
    announcements_expected: int
    announcements_received: int
    order_violations: int
    pauses: int
    reconnects: int
    join_ms: Quantiles
    ack_ms: Quantiles
    errors: dict[str, int]
    wrong: list[str]
    """What was lost or out of order, or was never tried; at most 50 lines."""


def quantiles(measured: Sequence[float]) -> Quantiles:
    """Nearest-rank quantiles of what was measured."""
    if not measured:
        return Quantiles()
    ordered = sorted(measured)

    def at(share: float) -> float:
        return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1)

    return Quantiles(at(0.50), at(0.95), at(0.99), round(ordered[-1], 1))


def made(
    recorder: Recorder, verdict: Verdict, students: int, seconds: float, *, strict: bool
) -> Report:
    """The report of a run. `strict`: a run in which nothing was tried is a failure too."""
    history, checked = recorder.history, verdict.checked
    expected = len(history.announced) * len(history.notices)
    wrong = [*verdict.lost, *verdict.other, *_untried(recorder, verdict, strict=strict)]
    if recorder.joined < students:
        wrong.append(f"only {recorder.joined} of {students} students joined")
    unfinished = recorder.joined - len(recorder.finished)
    if unfinished:
        wrong.append(f"{unfinished} students could not deliver everything in time")
    return Report(
        ok=not wrong,
        students=students,
        seconds=round(seconds, 1),
        joined=recorder.joined,
        began=recorder.began,
        answers_sent=checked.acknowledged + checked.unknown,
        answers_acknowledged=checked.acknowledged,
        answers_saved=checked.told_saved,
        answers_held=checked.told_held,
        answers_refused=checked.told_refused,
        answers_unknown=checked.unknown,
        answers_lost=len(verdict.lost),
        submitted=recorder.submitted,
        announcements_expected=expected,
        announcements_received=sum(len(heard) for heard in history.notices.values()),
        order_violations=len(verdict.other),
        pauses=recorder.pauses_seen,
        reconnects=recorder.reconnects,
        join_ms=quantiles(recorder.join_ms),
        ack_ms=quantiles(recorder.ack_ms),
        errors=dict(sorted(recorder.errors.items())),
        wrong=wrong[:50],
    )


def _untried(recorder: Recorder, verdict: Verdict, *, strict: bool) -> list[str]:
    if not strict:
        return []
    tried = {
        "reconnects": recorder.reconnects,
        "pauses": recorder.pauses_seen,
        "held changes": verdict.checked.told_held,
        "saved changes": verdict.checked.told_saved,
    }
    missing = [name for name, count in tried.items() if count == 0]
    return [f"nothing was tried: no {', no '.join(missing)}"] if missing else []
