"""A notation in which histories of a room read as a conversation.

    Script(OPENED, begun(ADA)) >> ADA(2, Answer(0, "B")) << ADA.saved(2, Answer(0, "B"))

A script is a room, its log and a clock. `>>` asks something (or lets time pass), `<<` says exactly
what must have followed: an event, several, `NOTHING`, or a refusal. A question without an answer
behind it is history: it must not be refused. Every step also checks that deciding changed nothing,
and that each event is the same after a journey through its stored bytes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from msgspec import msgpack

from invigilate.errors import Refused
from invigilate.ids import DeviceId, OrganisationId, RequestId, RoomId, SeatId
from invigilate.rooms.board import Row, row
from invigilate.rooms.commands import (
    Begin,
    Change,
    Command,
    Enrol,
    Gesture,
    Join,
    Knock,
    Open,
    Sign,
    What,
)
from invigilate.rooms.events import (
    Begun,
    ChangeHeld,
    ChangeRefused,
    ChangeSaved,
    CommandRefused,
    Event,
    Ordered,
    Recorded,
    SeatJoined,
    from_bytes,
    to_bytes,
)
from invigilate.rooms.orders import Action, Order
from invigilate.rooms.plan import Entry, Plan, Settings, Slot, Value
from invigilate.rooms.room import Room, apply, decide
from invigilate.rooms.sealing import seal_mark
from invigilate.rooms.state import Seat, Status
from invigilate.rooms.timing import end_of, ledger
from invigilate.rooms.views import StudentView, student_view

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
NINE = 1_790_000_000_000
"""When every script begins."""

CHOICE, CHOICES, TEXT, NUMBER, INLINE, MATCH, ORDERED, ESSAY = range(8)
"""The slots of the paper, by kind. Slots 8 and 9 stand in one item; item 9 is only read."""
SLOTS = (
    Slot("q1", 0, "choice", ("A", "B", "C"), shuffle=True),
    Slot("q2", 1, "choices", ("A", "B", "C", "D"), limit=2),
    Slot("q3", 2, "text", limit=20),
    Slot("q4", 3, "number", limit=20),
    Slot("q5", 4, "inline", ("A", "B")),
    Slot("q6", 5, "match", ("a", "b"), targets=("1", "2")),
    Slot("q7", 6, "order", ("A", "B", "C"), fixed=("C",), shuffle=True),
    Slot("q8", 7, "essay"),
    Slot("q9/a", 8, "text"),
    Slot("q9/b", 8, "text"),
)
ITEMS = 10


def plan(settings: Settings | None = None, navigation: str = "free") -> Plan:
    """The paper above; an hour of writing unless told otherwise."""
    return Plan(
        OrganisationId("school"),
        "Physics",
        "e" * 64,
        "d" * 64,
        SLOTS,
        ITEMS,
        "linear" if navigation == "linear" else "free",
        Settings(minutes=60) if settings is None else settings,
    )


@dataclass(frozen=True)
class Nothing:
    """What follows where nothing follows."""


NOTHING = Nothing()


@dataclass(frozen=True)
class Refusal:
    """The word of a refusal that is raised, with its details where they are told."""

    word: str
    details: tuple[tuple[str, object], ...] = ()


def refused(word: str, **details: object) -> Refusal:
    """What follows where a command is refused without a trace."""
    return Refusal(word, tuple(sorted(details.items())))


@dataclass(frozen=True)
class After:
    """So many milliseconds pass."""

    ms: int


@dataclass(frozen=True)
class Page:
    """One device of one seat: called with a turn it gives a change, and names what became of it."""

    seat: SeatId
    device: DeviceId

    def __call__(self, turn: int, what: What) -> Change:
        return Change(self.seat, self.device, turn, what)

    def saved(self, turn: int, what: What) -> ChangeSaved:
        return ChangeSaved(self.seat, self.device, turn, what)

    def held(self, turn: int, what: What, reason: str) -> ChangeHeld:
        return ChangeHeld(self.seat, self.device, turn, what, reason)

    def refused(self, turn: int, what: What, word: str) -> ChangeRefused:
        return ChangeRefused(self.seat, self.device, turn, what, word)

    def begun(
        self, turn: int, base: int | None = HOUR, closes: int | None = None, extra: int = 0
    ) -> Begun:
        return Begun(self.seat, self.device, turn, base, closes, extra)

    def signs(self, sign: Sign) -> Gesture:
        return Gesture(self.seat, self.device, sign)

    @property
    def joins(self) -> Join:
        return Join(self.seat, self.device)

    @property
    def joined(self) -> SeatJoined:
        return SeatJoined(self.seat, self.device)

    @property
    def knocks(self) -> Knock:
        return Knock(self.seat, self.device)

    def another(self, device: str) -> "Page":
        """Another device of the same seat."""
        return Page(self.seat, DeviceId(device))


def page(name: str) -> Page:
    return Page(SeatId(name), DeviceId(f"{name}-1"))


def entry(name: str, number: str, extra_percent: float = 0) -> Entry:
    return Entry(name, number, name.title(), extra_percent=extra_percent)


ADA, BEN, CYD = page("ada"), page("ben"), page("cyd")
TABLET = ADA.another("ada-2")
ENTRIES = (entry("ada", "0042"), entry("ben", "42"), entry("cyd", "7", extra_percent=25))

Step = Command | After
Steps = tuple[Step, ...]
Given = Step | Steps

OPENED: Steps = (Open(plan()), Enrol(ENTRIES))


def opened(settings: Settings | None = None, navigation: str = "free") -> Steps:
    """A room with its roster: Ada, Ben, and Cyd who gets a quarter more."""
    return (Open(plan(settings, navigation)), Enrol(ENTRIES))


def begun(*pages: Page) -> Steps:
    """Those students joined and pressed Begin; that was turn 1 of their devices."""
    return tuple(step for who in pages for step in (who.joins, who(1, Begin())))


def staff(request: str, action: Action) -> Order:
    return Order(RequestId(request), action)


def ordered(request: str, action: Action, **skipped: str) -> Ordered:
    """The order was run; `skipped` names seats and the words why."""
    left_out = tuple((SeatId(seat), word) for seat, word in skipped.items())
    return Ordered(RequestId(request), action, left_out)


def not_done(request: str, action: Action, word: str) -> CommandRefused:
    return CommandRefused(RequestId(request), action, word)


class Script:
    """A room with a clock, told what happens and asked what followed."""

    def __init__(self, *given: Given, room: str = "room") -> None:
        self.room = Room(RoomId(room))
        self.now = NINE
        self.log: list[Recorded] = []
        self.followed: list[Event] | Refusal = []
        for steps in given:
            self.__rshift__(steps)

    def __rshift__(self, asked: Given) -> "Script":
        for step in asked if isinstance(asked, tuple) else (asked,):
            assert not isinstance(self.followed, Refusal), f"not told: {self.followed}"
            if isinstance(step, After):
                self.now += step.ms
            else:
                self._ask(step)
        return self

    def __lshift__(self, told: Event | Iterable[Event] | Refusal | Nothing) -> "Script":
        followed, self.followed = self.followed, []
        if isinstance(told, Refusal):
            assert followed == told
        elif isinstance(told, Nothing):
            assert followed == []
        else:
            assert followed == (list(told) if isinstance(told, Iterable) else [told])
        return self

    def _ask(self, command: Command) -> None:
        before = msgpack.encode(self.room)
        try:
            events = decide(self.room, command, self.now)
        except Refused as refusal:
            self.followed = refused(refusal.word, **refusal.details)
            events = []
        else:
            self.followed = events
        assert msgpack.encode(self.room) == before, "deciding changed the room"
        for event in events:
            assert from_bytes(to_bytes(event)) == event
            record = Recorded(self.room.version + 1, self.now, _actor(command), event)
            apply(self.room, record)
            self.log.append(record)

    # -- what a test may look at

    def seat(self, who: Page) -> Seat:
        return self.room.seats[who.seat]

    def status(self, who: Page) -> Status:
        return self.seat(who).status

    def answers(self, who: Page) -> dict[int, object]:
        """What counts, by slot."""
        return dict(self.seat(who).answered())

    def held(self, who: Page) -> list[tuple[int, str]]:
        """(turn, reason) of what is stored and not counted."""
        return [(held.turn, held.reason) for held in self.seat(who).held]

    def end(self, who: Page) -> int | None:
        """When this student's time is over: milliseconds after nine."""
        end = end_of(self.room, self.seat(who), self.now)
        return None if end is None else end - NINE

    def ledger(self, who: Page) -> list[tuple[int, str]]:
        return [(line.ms, line.reason) for line in ledger(self.room, self.seat(who), self.now)]

    def mark(self, who: Page, number: int, answers: Mapping[int, Value]) -> str:
        """The fingerprint of these answers under this seal."""
        return seal_mark(self.room, self.room.id, who.seat, number, dict(answers))

    def view(self, who: Page) -> StudentView:
        return student_view(self.room, who.seat)

    def row(self, who: Page) -> Row:
        return row(self.room, who.seat)


def _actor(command: Command) -> str:
    if isinstance(command, Order):
        return "person:proctor"
    seat = getattr(command, "seat", None)
    return "house" if seat is None else f"seat:{seat}"
