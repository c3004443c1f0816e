"""What people do in an exam, drawn by chance: mostly the right thing, now and then a wrong one."""

from random import Random

from invigilate.ids import DeviceId, SeatId
from invigilate.rooms import commands as c
from invigilate.rooms.plan import Entry, Settings, Slot, Value
from invigilate.rooms.state import Device, Room, Seat, Status
from invigilate.rooms.texts import crc32
from tests.rooms.proctors import Proctors
from tests.rooms.script import MINUTE, SECOND, SLOTS, plan
from tests.rooms.workers import Asked

SEATS = 20
WORDS = ("light ", "Größe ", "𝄞", "because\n", "a", "", "of the ", "→ ")


STUDENTS: dict[Status, dict[str, float]] = {
    Status.ABSENT: {"Join": 12, "Knock": 1, "Answer": 1, "Seen": 1},
    Status.JOINED: {
        "Begin": 12,
        "Hand": 1,
        "Join": 2,
        "Answer": 1,
        "Seen": 1,
        "TakePen": 1,
        "Say": 1,
        "Read": 1,
    },
    Status.IN_PROGRESS: {
        "Answer": 30,
        "Splice": 30,
        "Clear": 5,
        "Flag": 8,
        "HandIn": 1.5,
        "GoTo": 8,
        "Hand": 5,
        "Join": 3,
        "Knock": 3,
        "TakePen": 3,
        "Seen": 5,
        "Say": 4,
        "Read": 5,
        "Away": 6,
        "Merge": 5,
        "Begin": 1,
    },
    Status.ENDED: {
        "Answer": 8,
        "Splice": 4,
        "HandIn": 2,
        "Seen": 2,
        "Join": 1,
        "TakePen": 2,
        "Say": 1,
        "Read": 1,
        "Away": 1,
    },
    Status.SUBMITTED: {"Answer": 3, "HandIn": 1, "Seen": 2, "Join": 1, "Knock": 1, "Begin": 1},
}
"""What students do in each status, and how often."""
HOUSE: dict[str, float] = {
    "Expire": 16,
    "Enrol": 2,
    "Amend": 2,
    "Withdraw": 2,
    "ChangeSettings": 1,
    "NoteOutage": 1,
    "NoteReceipts": 2,
    "NoteOffline": 4,
}


class Crowd:
    """The people of one room. They look at the room as it ran, and do what comes to mind."""

    def __init__(self, chance: Random, room: str) -> None:
        self.chance = chance
        self.name = room
        self.proctors = Proctors(chance, room)
        self.settings = Settings(
            minutes=chance.choice([20, 25, None]),
            closes=None,
            auto_submit=chance.random() < 0.6,
            shuffle=True,
        )
        self.navigation = chance.choice(["free", "free", "linear"])

    # -- the beginning and the end

    def opens(self) -> list[c.Command]:
        entries = tuple(
            Entry(f"s{n:02}", f"{n:04}", f"Student {n}", extra_percent=25 if n % 5 == 0 else 0)
            for n in range(SEATS)
        )
        return [c.Open(plan(self.settings, self.navigation)), c.Enrol(entries)]

    def acts(self, room: Room, now: int) -> Asked:
        """What somebody does next."""
        who = self.chance.random()
        if who < 0.82:
            seat_id = self._somebody(room)
            return Asked(room.id, f"seat:{seat_id}", self._student(room, seat_id))
        if who < 0.93:
            return Asked(room.id, "person:proctor", self.proctors.order(room, now))
        return Asked(room.id, "house", self._house(room, now))

    def _somebody(self, room: Room) -> SeatId:
        seats = list(room.seats)
        writing = [s for s in seats if room.seats[s].status is Status.IN_PROGRESS]
        return self.chance.choice(writing if writing and self.chance.random() < 0.6 else seats)

    # -- students

    def _student(self, room: Room, seat_id: SeatId) -> c.Command:
        seat = room.seats[seat_id]
        device = self._device(seat_id, seat)
        kinds, weights = zip(*STUDENTS[seat.status].items(), strict=True)
        kind = self.chance.choices(kinds, weights)[0]
        match kind:
            case "Join":
                return c.Join(seat_id, device)
            case "Knock":
                return c.Knock(seat_id, DeviceId(f"{seat_id}-3"))
            case "TakePen":
                reader = self.chance.choice(list(seat.devices) or [device])
                seen = seat.pen if self.chance.random() < 0.9 else device
                return c.Gesture(seat_id, reader, c.TakePen(seen))
            case "GoTo":
                return c.Gesture(seat_id, device, c.GoTo(min(9, seat.item + self._pick(-1, 2))))
            case "Hand":
                return c.Gesture(seat_id, device, c.Hand(self.chance.random() < 0.5))
            case "Seen":
                numbers = [told.number for told in room.announcements] or [0]
                return c.Gesture(seat_id, device, c.Seen(self.chance.choice(numbers)))
            case "Say" | "Read" | "Away" | "Merge":
                return c.Gesture(seat_id, device, self._beside(room, seat, kind))
            case _:
                return self._numbered(room, seat_id, seat, device, kind)

    def _beside(self, room: Room, seat: Seat, kind: str) -> c.Sign:
        match kind:
            case "Say":
                again = [message.id for message in seat.messages if message.id]
                fresh = f"m{room.version}-{self._pick(0, 999)}"
                name = self.chance.choice(again) if again and self.chance.random() < 0.2 else fresh
                return c.Say(name, "May I?")
            case "Read":
                numbers = [message.number for message in seat.messages] or [0]
                return c.Read(self.chance.choice(numbers))
            case "Away":
                last = seat.away[-1].since if seat.away else room.at
                since = last if self._heads() else room.at - self._pick(0, 9) * SECOND
                ms = self.chance.choice([None, self._pick(0, 60) * SECOND])
                return c.Away(since, ms, self.chance.choice(["", "a bell"]))
            case _:
                turns = [(held.device, held.turn) for held in seat.held]
                return c.Merge(tuple(turns) or ((DeviceId("nobody"), 1),))

    def _device(self, seat_id: SeatId, seat: Seat) -> DeviceId:
        if seat.pen is not None and self.chance.random() < 0.85:
            return seat.pen
        return DeviceId(f"{seat_id}-{self._pick(1, 2)}")

    def _numbered(
        self, room: Room, seat_id: SeatId, seat: Seat, device: DeviceId, kind: str
    ) -> c.Change:
        known = seat.devices.get(device, Device())
        what = self._what(room, seat, device, known, kind)
        slip = self.chance.random()
        turn = known.last + (2 if slip < 0.02 else 0 if slip < 0.04 else 1)
        return c.Change(seat_id, device, turn, what)

    def _what(self, room: Room, seat: Seat, device: DeviceId, known: Device, kind: str) -> c.What:
        ahead = self.navigation == "linear" and self.chance.random() < 0.9
        first = min(seat.furthest, 8) if ahead else 0
        slots = [number for number, slot in enumerate(SLOTS) if slot.item >= first]
        last = min(len(slots), 4) if ahead else len(slots)
        slot = self.chance.choice(slots[:last])
        match kind:
            case "Begin":
                return c.Begin()
            case "HandIn":
                return c.HandIn()
            case "Flag":
                return c.Flag(self._pick(first, 9 if not ahead else first), self._heads())
            case "Clear":
                return c.Clear(slot)
            case "Splice":
                texts = [n for n in slots if SLOTS[n].kind in ("essay", "text", "number")]
                return self._splice(room, seat, device, known, self.chance.choice(texts))
            case _:
                return c.Answer(slot, self._value(SLOTS[slot]))

    def _value(self, slot: Slot) -> Value:
        if self.chance.random() < 0.04:
            return "x" * 21
        if slot.kind in ("choice", "inline"):
            return self.chance.choice(slot.options)
        if slot.kind in ("text", "number", "essay"):
            return self.chance.choice(WORDS) + self.chance.choice(WORDS)
        if slot.kind == "match":
            return tuple(f"{o} {self.chance.choice(slot.targets)}" for o in slot.options)
        most = min(len(slot.options), slot.limit)
        return tuple(self.chance.sample(slot.options, self._pick(0, most)))

    def _splice(
        self, room: Room, seat: Seat, device: DeviceId, known: Device, slot: int
    ) -> c.Splice:
        loaded = slot not in known.texts or self.chance.random() < 0.1
        kept = seat.answered().get(slot, "")
        text = kept if loaded and isinstance(kept, str) else known.texts.get(slot, "")
        if self.chance.random() < 0.06:
            text += "?"
        at = self._pick(0, len(text))
        cut = min(self._pick(0, 3), len(text) - at)
        put = self.chance.choice(WORDS)
        result = text[:at] + put + text[at + cut :]
        base = room.version if loaded else 0
        return c.Splice(slot, base, at, cut, put, len(result), crc32(result))

    # -- the house

    def _house(self, room: Room, now: int) -> c.Command:
        kind = self.chance.choices(list(HOUSE), list(HOUSE.values()))[0]
        match kind:
            case "Enrol":
                name = f"g{self._pick(0, 3)}"
                return c.Enrol((Entry(name, "", f"Guest {self._pick(1, 2)}", guest=True),))
            case "Amend":
                one, other = self.chance.sample(list(room.seats), 2)
                return c.Amend(self._amended(room, one, other))
            case "Withdraw":
                absent = self.proctors.those(room, lambda seat: seat.status is Status.ABSENT)
                return c.Withdraw(absent[:1])
            case "ChangeSettings":
                self.settings = Settings(
                    minutes=self.chance.choice([20, 30, None]),
                    closes=self.chance.choice([None, now + 40 * MINUTE]),
                    grace_ms=self.chance.choice([60, 120]) * SECOND,
                    auto_submit=self._heads(),
                    shuffle=self.chance.random() < 0.95,
                )
                return c.ChangeSettings(self.settings)
            case "NoteOutage":
                return c.NoteOutage(now - self._pick(10, 60) * SECOND, now)
            case "NoteReceipts":
                seats = self.chance.sample(list(room.seats), self._pick(1, 3))
                return c.NoteReceipts(tuple((one, self._pick(0, room.version), 0) for one in seats))
            case "NoteOffline":
                return c.NoteOffline(self._stretches(room, now))
            case _:
                return c.Expire()

    def _stretches(self, room: Room, now: int) -> tuple[tuple[SeatId, int, int], ...]:
        """Of some seats, until just now; now and then of one that never was, or the wrong way."""
        until = now - self._pick(0, 5) * SECOND
        seats = self.chance.choices([*room.seats, SeatId("nobody")], k=self._pick(1, 4))
        return tuple((seat, until - self._pick(-1, 90) * SECOND, until) for seat in seats)

    def _amended(self, room: Room, one: SeatId, other: SeatId) -> tuple[Entry, ...]:
        """A new desk, or two who trade their numbers."""
        first, second = room.seats[one].entry, room.seats[other].entry
        desk = f"D{self._pick(1, 9)}"
        entry = Entry(one, first.number, first.name, "East", desk, first.extra_percent, first.guest)
        if self._heads():
            return (entry,)
        return (
            Entry(one, second.number, first.name, "East", desk, first.extra_percent, first.guest),
            Entry(other, first.number, second.name, guest=second.guest),
        )

    def _pick(self, least: int, most: int) -> int:
        return self.chance.randint(least, most)

    def _heads(self) -> bool:
        return self.chance.random() < 0.5
