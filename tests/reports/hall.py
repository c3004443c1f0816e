"""A morning in a hall of forty desks, A1 to E8, with whatever can happen in one."""

from zoneinfo import ZoneInfo

from invigilate.ids import DeviceId, OrganisationId, RequestId, RoomId, SeatId
from invigilate.rooms import commands as c
from invigilate.rooms import orders as o
from invigilate.rooms.erased import without
from invigilate.rooms.events import Recorded
from invigilate.rooms.log import Copy, blank
from invigilate.rooms.plan import Entry, Plan, Settings, Slot, Thresholds
from invigilate.rooms.report.chronicle import Chronicle
from invigilate.rooms.report.page import Reading, page
from invigilate.rooms.report.sitting import SittingReport, sitting_report
from invigilate.rooms.room import Room, apply, decide

MINUTE = 60_000
NINE = 1_792_134_000_000
"""9:00 in Berlin on Friday, 16 October 2026."""
BERLIN = ZoneInfo("Europe/Berlin")
STAFF = {"first": "M. Sample", "second": "R. Specimen"}
READING = Reading(NINE + 200 * MINUTE, "K" * 43, "S" * 86)
FORENAMES = ("Anna", "Ben", "Chloë", "Deniz", "Elif", "Finn", "Greta", "Hugo")
SURNAMES = ("Example", "Muster", "Sample", "Probe", "Test-Demonstration")
PLAN = Plan(
    OrganisationId("school"),
    "Physics, final examination",
    "e" * 64,
    "d" * 64,
    (Slot("q1", 0, "text"), Slot("q2", 1, "essay")),
    2,
    settings=Settings(minutes=90),
)


class Hall:
    """A room that is told what happens, by whom, at which minute."""

    def __init__(self, *entries: Entry, plan: Plan = PLAN) -> None:
        self.room = Room(RoomId("sitting-1"))
        self.now = NINE
        self.log: list[Recorded] = []
        self._turns: dict[SeatId, int] = {}
        self._requests = 0
        self.house(c.Open(plan), c.Enrol(entries))

    def at(self, minutes: float) -> "Hall":
        """So many minutes after nine."""
        self.now = NINE + round(minutes * MINUTE)
        return self

    def house(self, *commands: c.Command) -> None:
        for command in commands:
            self._ask("house", command)

    def staff(self, who: str, action: o.Action) -> RequestId:
        self._requests += 1
        request = RequestId(f"r{self._requests}")
        self._ask(f"person:{who}", o.Order(request, action))
        return request

    def joins(self, *seats: str) -> None:
        for seat in seats:
            self._ask(f"seat:{seat}", c.Join(SeatId(seat), _device(seat)))

    def does(self, seat: str, what: c.What) -> None:
        turn = self._turns[SeatId(seat)] = self._turns.get(SeatId(seat), 0) + 1
        self._ask(f"seat:{seat}", c.Change(SeatId(seat), _device(seat), turn, what))

    def signs(self, seat: str, sign: c.Sign) -> None:
        self._ask(f"seat:{seat}", c.Gesture(SeatId(seat), _device(seat), sign))

    def _ask(self, actor: str, command: c.Command) -> None:
        for event in decide(self.room, command, self.now):
            record = Recorded(self.room.version + 1, self.now, actor, event)
            apply(self.room, record)
            self.log.append(record)

    def report(self, erased: str | None = None) -> SittingReport:
        """Made of the log alone, and with one student erased from it where asked."""
        copy: Copy = blank(self.room.id, "epoch-1")
        chronicle = Chronicle()
        for record in self.log:
            event = record.event if erased is None else without(record.event, SeatId(erased))
            told = Recorded(record.version, record.at, record.actor, event)
            apply(copy.room, told)
            chronicle.take(copy.room, told)
        copy.chain = bytes.fromhex("5e" * 32)
        return sitting_report(copy, chronicle, 0, "4821", STAFF)

    def page(self) -> str:
        return page(self.report(), READING, BERLIN)


def _device(seat: str) -> DeviceId:
    return DeviceId(f"{seat}-tablet")


def seats(*names: str) -> tuple[SeatId, ...]:
    return tuple(SeatId(name) for name in names)


def roster() -> list[Entry]:
    """Forty students at A1 to E8; three of them with extra time."""
    desks = [f"{row}{place}" for row in "ABCDE" for place in range(1, 9)]
    extra = {"B3": 25.0, "C7": 12.5, "E1": 50.0}
    return [
        Entry(
            desk,
            f"{1040 + number}",
            f"{FORENAMES[number % 8]} {SURNAMES[number % 5]}",
            "Main hall",
            desk,
            extra.get(desk, 0),
        )
        for number, desk in enumerate(desks)
    ]


def morning() -> Hall:
    """The whole morning, to its close."""
    hall = Hall(*roster())
    there = [entry.seat for entry in roster() if entry.seat not in ("D6", "E8")]
    _arrive(hall, there)
    _announce(hall, there)
    _interrupt(hall, there)
    _help(hall)
    _finish(hall, there)
    return hall


def _arrive(hall: Hall, there: list[str]) -> None:
    hall.at(-10).joins(*[seat for seat in there if seat != "E5"])
    everyone = [seat for seat in there if seat != "E5"]
    hall.at(-6).staff("first", o.Attend(seats(*everyone), "present"))
    hall.staff("first", o.Attend(seats("D6", "E8"), "absent"))
    for number, row in enumerate("ABCDE"):
        checked = seats(*[seat for seat in everyone if seat[0] == row])
        hall.at(-5 + number).staff("second", o.Identify(checked, "checked"))
    hall.staff("second", o.Identify(seats("C2"), "doubted", "The photo is an old one."))
    for number, seat in enumerate(everyone):
        hall.at(number / 60).does(seat, c.Begin())
    hall.at(11).joins("E5")
    hall.staff("first", o.Attend(seats("E5"), "late"))
    hall.at(12).does("E5", c.Begin())


def _announce(hall: Hall, there: list[str]) -> None:
    hall.at(14).staff("first", o.Announce(None, "Question 2 b): the mass is 2.5 kg, not 25 kg."))
    number = hall.room.announcements[-1].number
    late = {"C4", "D1", "E3"}
    reached = [seat for seat in there if seat not in late]
    hall.at(14.1).house(
        c.NoteReceipts(tuple((seat, number, number) for seat in seats(*reached))),
        c.NoteReceipts(((SeatId("E3"), number, 0),)),
    )
    for seat in reached[:30]:
        hall.at(15).signs(seat, c.Seen(number))
    hall.at(16).staff("second", o.Announce(seats("A1", "A2"), "The blind is mended."))


def _interrupt(hall: Hall, there: list[str]) -> None:
    hall.at(31).staff("first", o.Pause(None, "Fire alarm, the hall is left"))
    number = hall.room.pauses[-1].number
    saw = [seat for seat in there if seat not in ("A1", "A2", "C4", "D1", "E3")]
    hall.at(31.1).house(c.NoteReceipts(tuple((s, number, number) for s in seats(*saw))))
    hall.at(32).staff("second", o.Pause(None, "Fire alarm"))
    hall.at(43.5).staff("first", o.Resume(None, "False alarm, all are back"))
    hall.at(44).staff("first", o.Note(None, "incident", "Fire alarm at 9:31. Nobody was hurt."))
    hall.at(47).house(
        c.NoteOffline(
            (
                (SeatId("C4"), NINE + 44 * MINUTE, NINE + 46 * MINUTE + 12_000),
                (SeatId("D1"), NINE + 44 * MINUTE, NINE + 45 * MINUTE + 30_000),
                (SeatId("B8"), NINE + 45 * MINUTE, NINE + 45 * MINUTE + 20_000),
            )
        )
    )
    back = ((SeatId("D1"), 90_000), (SeatId("B8"), 20_000))
    hall.at(48).staff("second", o.Compensate(back, "Access point of rows B to D"))


def _help(hall: Hall) -> None:
    hall.at(50).signs("A7", c.Hand(True))
    hall.at(51).staff("second", o.Claim(seats("A7"), True))
    hall.at(52).staff("second", o.Dismiss(seats("A7"), "hand", "seen-to"))
    hall.at(53).signs("B2", c.Say("m1", "May I have more paper?"))
    hall.at(54).staff("first", o.Tell(seats("B2"), "It is coming."))
    hall.at(55).staff("second", o.Dismiss(seats("C1", "C2", "C3"), "away", "no-matter"))
    hall.at(56).signs("E2", c.Hand(True))
    wrong = hall.at(57).staff("second", o.Lock(seats("D2", "D3"), "Come to the desk, please."))
    hall.at(57.1).staff("second", o.Undo(wrong))
    hall.at(57.3).staff("second", o.Lock(seats("D3"), "Come to the desk, please."))
    hall.at(59).staff("second", o.Unlock(seats("D3")))
    hall.staff("second", o.Note(seats("D3"), "incident", "A phone lay under the desk; kept."))
    slip = hall.at(60).staff("first", o.Note(seats("D4"), "note", "Written at the wrong desk."))
    hall.at(60.05).staff("first", o.Undo(slip))
    hall.at(61).staff("first", o.Note(seats("D5"), "note", "Left the hall from 9:58 to 10:01."))
    hall.at(62).staff("first", o.SetThresholds(Thresholds(offline_ms=60_000)))
    hall.at(63).staff("second", o.Extend(seats("B2", "D6", "E8"), 5 * MINUTE, "Waited for paper"))


def _finish(hall: Hall, there: list[str]) -> None:
    for number, seat in enumerate(there):
        if seat not in ("C4", "E1"):
            hall.at(95 + number / 4).does(seat, c.Answer(0, "2.5"))
            hall.does(seat, c.HandIn())
    hall.at(107).house(c.Expire())
    hall.at(120).staff("first", o.ForceSubmit(seats("A1", "C4", "E1"), "Handed in on paper"))
    hall.at(122).staff("first", o.Extend(seats("A1"), 5 * MINUTE, "Too late"))
    hall.at(125).house(c.Close("The sitting is over"))
