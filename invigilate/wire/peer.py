"""The client's end of the conversation, without I/O: the crowd's, and the browser's twin.

Bytes, sockets, clocks and chance belong to the caller. Frames go in and happenings come out;
what is to be sent is asked for. `now` is in milliseconds of a clock that never goes back.

    away ──connected──> greeting ──Welcome──> live
      ^─────────── closed, Silent, Diverged ────┘
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import assert_never

from invigilate.ids import DeviceId, RequestId
from invigilate.rooms.commands import Sign, TakePen, What
from invigilate.rooms.orders import Action
from invigilate.rooms.views import SeatChanged, StudentView
from invigilate.wire import frames as f
from invigilate.wire import happenings as h
from invigilate.wire.inbox import Inbox
from invigilate.wire.outbox import Numbered, Outbox
from invigilate.wire.pace import CLIENT_BURST, CLIENT_PER_SECOND, Pace
from invigilate.wire.returning import Returning
from invigilate.wire.wishes import Wishes

SILENCE_MS = 15_000


class State(StrEnum):
    """Where a client's end stands."""

    AWAY = "away"
    GREETING = "greeting"
    LIVE = "live"


class ClientPeer:
    """One page: a device, a position and a journal's changes."""

    def __init__(
        self,
        device: DeviceId,
        changes: Iterable[Numbered] = (),
        last: int = 0,
        *,
        staff: bool = False,
    ) -> None:
        self.device = device
        self.state = State.AWAY
        self.pen: DeviceId | None = None
        self.outbox = Outbox(changes, last)
        self._inbox = Inbox(staff)
        self._wishes = Wishes()
        self._pace = Pace(CLIENT_PER_SECOND, CLIENT_BURST)
        self._returning = Returning()
        self._heard_at = 0
        self._heir_of: DeviceId | None = None

    @property
    def position(self) -> tuple[str, int, str]:
        """(epoch, version, chain8) that the next hello names."""
        return (self._inbox.epoch, *self._inbox.position)

    # --- what the page wants ----------------------------------------------------------------

    def offer(self, turn: int, what: What) -> None:
        """Hands over a change that is durable in the journal; from now on it is frozen."""
        self.outbox.offer(turn, what)

    def say(self, sign: Sign) -> None:
        """Wants a sign; a newer one of the same sort replaces it."""
        self._wishes.sign(sign, self.outbox.top)

    def reach(self, came: int, shown: int) -> None:
        """Tells which announcements came to this page, and which it showed."""
        self._wishes.reach(came, shown)

    def order(self, request: RequestId, action: Action) -> None:
        """Staff: wants it done, and goes on saying so until it is answered."""
        self._wishes.order(request, action)

    def ask(self, request: RequestId, action: Action) -> None:
        """Staff: wants to know whom it would reach."""
        self._wishes.ask(request, action)

    def forget(self) -> None:
        """The receipt is here: acknowledged changes need not be kept."""
        self.outbox.forget()

    def renewed(self, device: DeviceId, changes: Iterable[Numbered]) -> None:
        """After NewDevice: a fresh device with the journal's changes under new turns. It takes
        the pen from the old one by itself. The position belongs to the page and stays."""
        self._heir_of, self.device = self.device, device
        self.outbox = Outbox(changes)
        self.state = State.AWAY

    # --- the socket -------------------------------------------------------------------------

    def connected(self, ticket: str, now: int) -> list[f.ClientFrame]:
        """A socket is open: says hello."""
        self.state = State.GREETING
        self._heard_at = now
        self._wishes.opened(now)
        self._pace = Pace(CLIENT_PER_SECOND, CLIENT_BURST)
        self._pace.allows(now)
        self._pace.spend()
        return [f.Hello(ticket, *self.position)]

    def received(self, frame: f.ServerFrame, now: int) -> list[h.Happening]:
        """What a frame from the socket means. After Silent, Diverged or NewDevice: drop it."""
        self._heard_at = now
        if self.state is State.AWAY:
            return []
        if isinstance(frame, f.Welcome):
            self.state = State.LIVE
            self._returning.arrived()
        happened = self._read(frame, now)
        if any(isinstance(one, h.Diverged) for one in happened):
            self._inbox.forget()
            self.state = State.AWAY
        return happened

    def sending(self, now: int) -> list[f.ClientFrame]:
        """The frames that may go now: signs and orders, then changes, no faster than allowed."""
        frames: list[f.ClientFrame] = []
        self.outbox.tick(now)
        self._wishes.tick(now)
        while self.state is State.LIVE and self._pace.allows(now):
            frame = self._next(now)
            if frame is None:
                break
            self._pace.spend()
            frames.append(frame)
        return frames

    def _next(self, now: int) -> f.ClientFrame | None:
        wish = self._wishes.unsent(self.outbox.sent)
        if wish is not None:
            self._wishes.sent(wish)
            return wish
        return self.outbox.next(now) if self.outbox.has_next() else None

    def tick(self, now: int) -> list[h.Happening]:
        """Asked about once a second: is the server still there?"""
        if self.state is State.LIVE:
            self._wishes.waits(self.outbox.unacknowledged, self.outbox.last, now)
        if self.state is State.AWAY or now - self._heard_at < SILENCE_MS:
            return []
        self.state = State.AWAY
        return [h.Silent()]

    def closed(self, code: int | None, now: int, chance: float) -> int | None:
        """The socket is gone, or never opened (None): after how many ms to try again.

        None: never, the code says why. `chance` is in [0, 1).
        """
        self.state = State.AWAY
        return self._returning.after(code, now, chance)

    # --- the HTTP way -----------------------------------------------------------------------

    def by_http(self) -> list[f.Signed | f.Reached | f.Answers]:
        """What is to be posted while no socket is live: signs and how far announcements came
        first, then one frame of changes.

        All that is not known to be done, each time: a post that failed needs no telling.
        """
        posts: list[f.Signed | f.Reached | f.Answers] = []
        self._wishes.again()
        while (wish := self._wishes.unsent(self.outbox.last)) is not None:
            self._wishes.sent(wish)
            if isinstance(wish, f.Signed | f.Reached):
                posts.append(wish)
        batch = self.outbox.batch()
        return posts if batch is None else [*posts, batch]

    def posted(self, frame: f.Signed | f.Reached) -> None:
        """It was taken by HTTP."""
        self._wishes.posted(frame)

    def polled(self, frames: Iterable[f.ServerFrame], now: int) -> list[h.Happening]:
        """What an answer of the HTTP way means: an Acked, or the state's frames.

        A state that comes late, or from a worker that is behind, is dropped.
        """
        happened: list[h.Happening] = []
        for frame in frames:
            if isinstance(frame, f.Welcome) and self._is_late(frame):
                break
            happened += self._read(frame, now)
        return happened

    def _is_late(self, frame: f.Welcome) -> bool:
        epoch, version, _ = self.position
        return self.state is State.LIVE or (frame.epoch == epoch and frame.version < version)

    # --- frames -----------------------------------------------------------------------------

    def _read(self, frame: f.ServerFrame, now: int) -> list[h.Happening]:
        match frame:
            case f.Welcome():
                return self._welcomed(frame, now)
            case f.Snapshot():
                return self._looked(self._inbox.part(frame))
            case f.Told() | f.StaffTold():
                if self._inbox.is_other_log(frame.version, frame.chain8):
                    return [h.Diverged()]
                return self._looked(self._inbox.told(frame))
            case f.Rows(rows=rows):
                return [h.RowsHeard(rows)]
            case f.Progressed(rows=rows):
                return [h.ProgressHeard(rows)]
            case f.Alive():
                if self._inbox.is_other_log(frame.version, frame.chain8):
                    return [h.Diverged()]
                self._inbox.alive(frame.version, frame.chain8)
                return [h.TimeTold(frame.server_time)]
            case f.Acked():
                return self.outbox.heard(frame, now) if frame.device == self.device else []
            case f.Answered():
                return self._answered(frame, now)
            case f.Refusal():
                return self._refused(frame, now)
            case f.Presence(seats=seats):
                return [h.PresenceHeard(seats)]
            case f.Receipts(seats=receipts):
                return [h.ReceiptsHeard(receipts)]
            case f.Unsaved(seats=unsaved):
                return [h.UnsavedHeard(unsaved)]
            case f.Staff(people=people):
                return [h.StaffHeard(people)]
            case f.ComeBack(after_ms=after_ms):
                self._returning.asked(after_ms, now)
                return [h.ComeBackAsked(after_ms)]
            case f.Jumped(by_ms=by_ms):
                return [h.JumpHeard(by_ms)]
            case _:
                assert_never(frame)

    def _welcomed(self, frame: f.Welcome, now: int) -> list[h.Happening]:
        self._inbox.greeted(frame.epoch, frame.resumed)
        self._has_pen(frame.pen)
        welcomed = h.Welcomed(frame.resumed, frame.last, frame.pen, frame.exceptions)
        trouble = self.outbox.greeted(frame.last, now)
        return [welcomed, h.TimeTold(frame.server_time), *trouble]

    def _has_pen(self, pen: DeviceId | None) -> None:
        self.pen = pen
        if self._heir_of is not None and pen == self._heir_of:
            self.say(TakePen(pen))
        self._heir_of = None

    def _looked(self, happened: list[h.Happening]) -> list[h.Happening]:
        """Notices in views where the pen is and which signs were taken."""
        for one in happened:
            if isinstance(one, h.ViewReplaced):
                self._saw(one.view)
            elif isinstance(one, h.NewsHeard):
                for news in one.news:
                    if isinstance(news, SeatChanged):
                        self._saw(news)
        return happened

    def _saw(self, seen: StudentView | SeatChanged) -> None:
        self.pen = seen.seat.pen
        self._wishes.seen(seen.seat, self.device)

    def _answered(self, frame: f.Answered, now: int) -> list[h.Happening]:
        self._wishes.answered(frame, now)
        return [
            h.OrderAnswered(frame.request, frame.asked, frame.word, frame.reached, frame.skipped)
        ]

    def _refused(self, frame: f.Refusal, now: int) -> list[h.Happening]:
        if frame.word == "retry":
            self.outbox.retry(now)
            self._wishes.retry(now)
        else:
            self._wishes.refused(frame.about)
        return [h.Refusing(frame.about, frame.word, frame.sentence)]
