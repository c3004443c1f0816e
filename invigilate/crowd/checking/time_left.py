"""I4: time by the log alone. Nobody's answer counts while paused, locked, late or not writing.

What the server made of time (who is late, what a set end gives, who is ended) is held against
clocks of our own; whoever computes it from the same log gets the same. Client time is nowhere.
"""

from collections.abc import Sequence
from itertools import zip_longest
from math import inf

from invigilate.crowd.checking.clocks import GUARD_MS, RoomClock, SeatClock
from invigilate.crowd.checking.findings import Finding
from invigilate.crowd.checking.history import EndShown
from invigilate.crowd.checking.stored import Told
from invigilate.rooms import events as e
from invigilate.rooms.orders import Action, CountHeld, Reopen, SetEnd, Undo
from invigilate.rooms.plan import Settings

RELEASED = ("paused", "locked")
"""Held for these counts by itself; the rest when staff say so."""


class TimeLeft:
    """One room's clocks, brought along its log event by event; `findings` is the result."""

    def __init__(self, told: Told, ends: Sequence[EndShown] = ()) -> None:
        self.findings: list[Finding] = []
        self.room = RoomClock()
        self.seats: dict[str, SeatClock] = {}
        self._settings = Settings()
        self._held: dict[tuple[str, str, int], str] = {}
        self._order: Action | None = None
        """What the events now heard follow from."""
        self._where = ""
        shown: dict[int, list[EndShown]] = {}
        for one in ends:
            shown.setdefault(one.version, []).append(one)
        self._go(told, shown)

    def _go(self, told: Told, shown: dict[int, list[EndShown]]) -> None:
        at, by = 0, ("", 0)
        following = [record.event for record in told.records[1:]]
        for record, after in zip_longest(told.records, following):
            self._where = f"room {told.room}, version {record.version}"
            if record.at < at:
                self._wrong(f"room time {record.at}", f"{at} or later: it never goes back")
            at = max(at, record.at)
            if isinstance(record.event, e.Ordered):
                self._order, by = record.event.action, (record.actor, record.at)
            elif by != (record.actor, record.at):
                self._order = None
            self._hear(record.event, at, after)
            for one in shown.get(record.version, ()):
                if isinstance(after, e.RoomResumed) and not self._is_right(one, at):
                    # A seat hears its new end before its room hears that it goes on.
                    shown.setdefault(record.version + 1, []).append(one)
                else:
                    self._shown(one, at)

    def _wrong(self, seen: str, expected: str) -> None:
        self.findings.append(Finding("I4", self._where, seen, expected))

    def _hear(self, event: e.Event, at: int, following: e.Event | None) -> None:
        match event:
            case e.RoomOpened(plan=plan):
                self._settings = plan.settings
            case e.SettingsChanged(settings=settings):
                self._settings = settings
            case e.StudentsEnrolled(entries=entries) | e.EntriesAmended(entries=entries):
                for entry in entries:
                    self._of(entry.seat).percent = entry.extra_percent
            case e.RoomPaused():
                self.room.paused(at)
            case e.RoomResumed():
                self.room.resumed(at)
            case e.OutageNoted():
                self.room.guard_until = max(self.room.guard_until, at + GUARD_MS)
            case e.RoomClosed():
                self.room.closed = True
            case e.SeatsPaused(seats=seats) | e.SeatsResumed(seats=seats):
                for seat in seats:
                    self._of(seat).settle(self.room, at)
                    paused = isinstance(event, e.SeatsPaused)
                    self._of(seat).paused_since = at if paused else None
            case e.SeatsLocked(seats=seats) | e.SeatsUnlocked(seats=seats):
                for seat in seats:
                    self._of(seat).locked = isinstance(event, e.SeatsLocked)
            case e.TimeGiven(entries=given) | e.TimeReturned(entries=given):
                for seat, ms in given:
                    self._given(seat, ms, at)
            case e.ChangeSaved(seat=seat):
                self._saved(seat, at)
            case e.ChangeHeld(seat=seat, device=device, turn=turn, reason=reason):
                self._held[seat, device, turn] = reason
                self._held_for(seat, reason, at)
            case e.HeldCounted(seat=seat, turns=turns):
                reasons = {self._held.pop((seat, *turn), "") for turn in turns}
                self._counted(seat, reasons, following)
            case _:
                self._moved(event, at)

    def _moved(self, event: e.Event, at: int) -> None:
        """Events that move a student from one status to another."""
        match event:
            case e.SeatJoined(seat=seat):
                clock = self._of(seat)
                clock.status = "Joined" if clock.status == "Absent" else clock.status
            case e.Begun(seat=seat):
                self._begun(self._of(seat), event, at)
            case e.SeatEnded(seat=seat, why=why):
                self._ended(self._of(seat), why, at)
            case e.Sealed(seat=seat, why=why):
                clock = self._of(seat)
                due = max(clock.ended_at + self._settings.grace_ms, self.room.guard_until)
                if why == "grace over" and at < due:
                    self._wrong(f"seat {seat} sealed at {at}", f"not before {due}")
                clock.status = "Submitted"
            case e.Reopened(seat=seat, ms=ms):
                self._reopened(self._of(seat), ms, at)
            case _:
                pass

    def _of(self, seat: str) -> SeatClock:
        return self.seats.setdefault(seat, SeatClock())

    # -- time that moves

    def _begun(self, clock: SeatClock, event: e.Begun, at: int) -> None:
        settings = self._settings
        base = None if settings.minutes is None else round(settings.minutes * 60_000)
        expected = (base, settings.closes, round((base or 0) * clock.percent / 100))
        if (event.base_ms, event.closes, event.extra_ms) != expected:
            seen = f"begun with {event.base_ms}, {event.closes} and {event.extra_ms} ms"
            self._wrong(seen, "{} ms, a close at {} and {} ms more".format(*expected))
        if clock.status != "Joined" or self.room.closed or self._stops(clock):
            self._wrong(f"seat {event.seat} began", "refused: not joined, paused or closed")
        closes = inf if event.closes is None else event.closes
        clock.limit = min(inf if event.base_ms is None else at + event.base_ms, closes)
        clock.given += event.extra_ms
        clock.status = "In Progress"
        clock.gained, clock.settled_at, clock.settled_sum = 0, at, self.room.sum_at(at)
        clock.since = at

    def _stops(self, clock: SeatClock) -> bool:
        return self.room.paused_since is not None or clock.paused_since is not None

    def _ended(self, clock: SeatClock, why: str, at: int) -> None:
        end = clock.end(self.room, at)
        due = max(inf if end is None else end, self.room.guard_until)
        if why == "time" and (at < due or clock.is_paused(self.room)):
            self._wrong(f"time over at {at}", f"not before {due:.0f}, and not while paused")
        clock.settle(self.room, at)
        clock.status, clock.ended_at = "Ended", at
        clock.paused_since, clock.locked = None, False

    def _given(self, seat: str, ms: int, at: int) -> None:
        clock = self._of(seat)
        end = clock.end(self.room, at)
        if isinstance(self._order, SetEnd) and end is not None and end + ms != self._order.at:
            self._wrong(f"seat {seat} ends at {end + ms:.0f}", f"{self._order.at}, as ordered")
        clock.given += ms

    def _reopened(self, clock: SeatClock, ms: int, at: int) -> None:
        end = clock.end(self.room, at)
        if isinstance(self._order, Reopen | Undo) and end is not None:
            if isinstance(self._order, Reopen):
                missing = max(0, at + self._order.ms - end)
            else:
                missing = at - clock.ended_at  # its end is taken back: what passed since
            expected = 0 if end == inf else missing
            if ms != expected:
                self._wrong(f"{ms} ms given by reopening", f"{expected:.0f} ms")
        clock.settle(self.room, at)
        clock.status, clock.since = "In Progress", at
        clock.given += ms

    def _shown(self, one: EndShown, at: int) -> None:
        if not self._is_right(one, at):
            seen = f"a page of seat {one.seat} showed the end {one.end}"
            self._wrong(seen, f"{self._end_shown(one.seat, at)}")

    def _is_right(self, one: EndShown, at: int) -> bool:
        """Seats of other rooms are none of ours."""
        return one.seat not in self.seats or one.end == self._end_shown(one.seat, at)

    def _end_shown(self, seat: str, at: int) -> int | None:
        end = self.seats[seat].end_shown(self.room, at)
        return None if end is None or end == inf else round(end)

    # -- what counts

    def _saved(self, seat: str, at: int) -> None:
        clock = self._of(seat)
        until = clock.counts_until(self.room, self._settings.grace_ms, at)
        if clock.status not in ("In Progress", "Ended"):
            self._wrong(f"seat {seat} is {clock.status} and its answer counts", "held or refused")
        elif at > until or self.room.closed:
            self._wrong(f"an answer of seat {seat} counts at {at}", f"held: late from {until:.0f}")
        elif clock.is_paused(self.room) or clock.locked:
            what = "locked" if clock.locked else "paused"
            self._wrong(f"an answer of seat {seat} counts while {what}", f"held: {what}")

    def _held_for(self, seat: str, reason: str, at: int) -> None:
        """Held for a time that is not: the answer should have counted."""
        clock = self._of(seat)
        until = clock.counts_until(self.room, self._settings.grace_ms, at)
        true = {
            "late": at > until or self.room.closed,
            "paused": clock.is_paused(self.room),
            "locked": clock.locked,
            "sealed": clock.status == "Submitted",
        }
        if not true.get(reason, True):
            self._wrong(
                f"an answer of seat {seat} is held as {reason}", f"saved: it is not {reason}"
            )

    def _counted(self, seat: str, reasons: set[str], following: e.Event | None) -> None:
        clock = self._of(seat)
        ends = isinstance(following, e.SeatEnded | e.Sealed) and following.seat == seat
        stopped = clock.is_paused(self.room) or clock.locked
        if reasons & {*RELEASED} and stopped and not ends:
            self._wrong(f"what is held of seat {seat} counts", "not before it goes on, or ends")
        if reasons - {*RELEASED, ""}:
            named = self._order.seat if isinstance(self._order, CountHeld) else ""
            if named != seat:
                self._wrong(f"what is held of seat {seat} counts", "when staff say so")
