"""What the proctors of a crowd order, drawn by chance: mostly fitting, now and then not."""

from collections.abc import Callable
from random import Random

from invigilate.ids import DeviceId, RequestId, SeatId
from invigilate.rooms import orders as o
from invigilate.rooms.plan import Thresholds
from invigilate.rooms.sealing import BY_STAFF
from invigilate.rooms.state import Room, Seat, Status
from tests.rooms.script import MINUTE, SECOND

ORDERS: dict[str, float] = {
    "Pause": 6,
    "Resume": 12,
    "Extend": 8,
    "SetEnd": 4,
    "Announce": 5,
    "Tell": 6,
    "Settle": 8,
    "Lock": 5,
    "Unlock": 9,
    "End": 5,
    "ForceSubmit": 3,
    "Reopen": 14,
    "Admit": 4,
    "CountHeld": 14,
    "Claim": 6,
    "Dismiss": 6,
    "Note": 9,
    "Attend": 4,
    "Identify": 4,
    "Compensate": 4,
    "SetThresholds": 4,
    "Undo": 8,
}
"""How often each is ordered."""
ALERTS: tuple[o.Alert, ...] = ("hand", "message", "away", "offline", "unread")
Fit = Callable[[Seat], bool]


class Proctors:
    """Those of one room. They look at the room as it ran."""

    def __init__(self, chance: Random, room: str) -> None:
        self.chance = chance
        self.name = room
        self.requests = 0

    def order(self, room: Room, now: int) -> o.Order:
        """What one of them orders next."""
        self.requests += 1
        return o.Order(RequestId(f"{self.name}-{self.requests}"), self._action(room, now))

    def those(self, room: Room, fit: Fit) -> tuple[SeatId, ...]:
        """Seats that an order is about; now and then any."""
        seats = [seat_id for seat_id, seat in room.seats.items() if fit(seat)]
        if not seats or self.chance.random() < 0.1:
            return self._seats(room)
        return tuple(self.chance.sample(seats, min(len(seats), 5)))

    def _action(self, room: Room, now: int) -> o.Action:
        if room.paused_since is not None and self.chance.random() < 0.4:
            return o.Resume(None)
        if room.undoable and self.chance.random() < 0.15:
            return o.Undo(self._recent(room))
        kind = self.chance.choices(list(ORDERS), list(ORDERS.values()))[0]
        return self.of_kind(kind, room, now)

    def of_kind(self, kind: str, room: Room, now: int) -> o.Action:
        """An order by the name of its kind."""
        match kind:
            case "Pause":
                return o.Pause(None if self.chance.random() < 0.35 else self._seats(room), "drill")
            case "Resume":
                return o.Resume(self.those(room, lambda seat: seat.paused_since is not None))
            case "Extend":
                ms = self.chance.choice([-MINUTE, MINUTE, 5 * MINUTE])
                gives_back = room.outages and ms > 0 and room.version % 2 == 0
                outage = room.outages[-1].until if gives_back else None
                return o.Extend(self._maybe_all(room), ms, "noise", outage)
            case "SetEnd":
                return o.SetEnd(self._maybe_all(room), now + self._pick(-1, 20) * MINUTE, "bell")
            case "Announce":
                return o.Announce(self._maybe_all(room), "Page 3 has a slip.")
            case "Tell":
                return o.Tell(self._seats(room), "Sit down, please.")
            case "Settle":
                seats = self.those(room, lambda seat: seat.waits_since is not None)
                return o.Settle(seats[0], room.version)
            case "Lock":
                return o.Lock(self._seats(room), self.chance.choice(["see me", "phone"]))
            case "Unlock":
                return o.Unlock(self.those(room, lambda seat: seat.locked is not None))
            case "End":
                return o.End(self._seats(room)[:2], "left")
            case "ForceSubmit":
                return o.ForceSubmit(self._seats(room)[:2], "left")
            case "Reopen":
                over = (Status.ENDED, Status.SUBMITTED)
                seats = self.those(room, lambda seat: seat.status in over)
                return o.Reopen(seats[:4], self._pick(0, 10) * MINUTE, "again")
            case "Admit":
                seats = self.those(room, lambda seat: bool(seat.door))
                door = list(room.seats[seats[0]].door) or [DeviceId("nobody")]
                return o.Admit(seats[0], door[0])
            case "CountHeld":
                seats = self.those(
                    room, lambda seat: any(held.reason in BY_STAFF for held in seat.held)
                )
                return o.CountHeld(seats[0], "bus")
            case _:
                return self._beside(kind, room)

    def _beside(self, kind: str, room: Room) -> o.Action:
        """Work that is among staff, what was lost, and second thoughts."""
        match kind:
            case "Claim":
                return o.Claim(self._seats(room), self.chance.random() < 0.8)
            case "Dismiss":
                alert = self.chance.choice(ALERTS)
                fitting = self.those(room, lambda seat: alert != "hand" or seat.hand is not None)
                return o.Dismiss(fitting, alert, "seen-to")
            case "Note":
                about = self._maybe_all(room)
                return o.Note(about, self.chance.choice(["note", "incident"]), "A phone rang.")
            case "Attend":
                return o.Attend(self._seats(room), self.chance.choice(["", "present", "late"]))
            case "Identify":
                return o.Identify(self._seats(room), self.chance.choice(["", "checked"]))
            case "Compensate":
                lost = self.those(room, lambda seat: bool(seat.offline))
                return o.Compensate(tuple((seat, self._pick(1, 90) * SECOND) for seat in lost), "")
            case "SetThresholds":
                return o.SetThresholds(Thresholds(away_times=self._pick(1, 5)))
            case _:
                return o.Undo(self._recent(room))

    def _recent(self, room: Room) -> RequestId:
        """An order of a moment ago; now and then any, which is too old, of another kind or none."""
        recent = [one.request for one in room.undoable]
        if recent and self.chance.random() < 0.8:
            return self.chance.choice(recent)
        return RequestId(f"{self.name}-{self._pick(0, self.requests)}")

    def _seats(self, room: Room) -> tuple[SeatId, ...]:
        return tuple(self.chance.sample(list(room.seats), self._pick(1, 5)))

    def _maybe_all(self, room: Room) -> o.Seats:
        return None if self.chance.random() < 0.2 else self._seats(room)

    def _pick(self, least: int, most: int) -> int:
        return self.chance.randint(least, most)
