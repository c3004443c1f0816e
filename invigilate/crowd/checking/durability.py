"""I1 and I2 in the log: what was told is there, once, for ever; and nobody else's invention is.

Three outcomes, as in Jepsen: told (saved, held), refused, and unknown, where the connection died.
What is unknown may be in the log or not; it must not be in it twice.
"""

from collections.abc import Iterator

from invigilate.crowd.checking.findings import Finding, short
from invigilate.crowd.checking.history import History, Put
from invigilate.crowd.checking.stored import Key, Stored, Told, changes
from invigilate.ids import DeviceId
from invigilate.rooms.texts import cleaned


def kept(history: History, found: dict[Key, Stored]) -> Iterator[Finding]:
    """I1: each change that was told stands in the log as it was told, with its own body."""
    for puts in history.puts.values():
        for put in puts:
            change = found.get((put.seat, put.device, put.turn))
            if change is None:
                if put.outcome:
                    yield Finding("I1", _where(put), "not in the log", f"{put.outcome}, as told")
                continue
            if change.what != cleaned(put.what):
                yield Finding("I1", _where(put), short(change.what), short(put.what))
            if put.outcome and not _agrees(put.outcome, change):
                yield Finding("I1", _where(put), change.became, f"{put.outcome}, as told")


def invented(history: History, found: dict[Key, Stored]) -> Iterator[Finding]:
    """I1: no value appears that no client sent; known where every writer was recorded."""
    if not history.all_writers:
        return
    sent = {(put.seat, put.device, put.turn) for puts in history.puts.values() for put in puts}
    for key, change in found.items():
        if key not in sent:
            where = f"room {change.room}, version {change.version}"
            yield Finding("I1", where, f"{short(change.what)} of seat {change.seat}", "nothing")


def once(told: Told) -> Iterator[Finding]:
    """I2: each turn of a device stands in the log once, and turns ascend by one from 1."""
    last: dict[tuple[str, DeviceId], int] = {}
    for change in changes(told):
        mine = (change.seat, change.device)
        before = last.get(mine, 0)
        if change.turn != before + 1:
            where = f"room {told.room}, version {change.version}, seat {change.seat}"
            expected = f"turn {before + 1}, for {before} is the newest of this device"
            yield Finding("I2", where, f"turn {change.turn} of {change.device}", expected)
        last[mine] = max(before, change.turn)


def _agrees(outcome: str, change: Stored) -> bool:
    """Whether a change was told as it stands.

    A held one that was settled before its device heard of it is told as saved.
    """
    if outcome == "saved":
        return change.became == "saved" or change.counted > 0 or change.merged
    return outcome == change.became


def _where(put: Put) -> str:
    return f"seat {put.seat}, turn {put.turn} of {put.device}"
