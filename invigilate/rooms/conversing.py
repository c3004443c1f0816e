"""What a student does beside the paper: messages, and times away from the page.

Each is unnumbered and idempotent by content: a message carries 128 random bits of its page, a time
away the instant at which it began.
"""

from invigilate.errors import Refused
from invigilate.ids import DeviceId, SeatId
from invigilate.rooms import commands as c
from invigilate.rooms import events as e
from invigilate.rooms.phases import Deed, rule
from invigilate.rooms.state import Held, Room, Seat
from invigilate.rooms.texts import clean

SAY_LIMIT = 500
"""Code points in what a student writes to the proctors."""
WHY_LIMIT = 200
"""Code points in why a student was away."""
SAID_IN_A_MINUTE = 3
MOST_SAID = 100
"""Messages of one student in one sitting."""
MOST_AWAY = 500
"""Times away that are kept of one seat."""
MOST_AWAY_MS = 24 * 3_600_000
AHEAD_MS = 300_000
"""How far a page's idea of the server's time may run ahead."""
_MINUTE = 60_000
_ID_LIMIT = 64


def allowed(deed: Deed, seat: Seat) -> None:
    """Raises Refused with the status's word where it does not allow this."""
    word = rule(deed, seat.status)
    if word is not None:
        raise Refused(word)


def say(room: Room, seat: Seat, gesture: c.Gesture, sign: c.Say, at: int) -> list[e.Event]:
    """A message to the session's proctors."""
    said = [message for message in seat.messages if message.id]
    if any(message.id == sign.message for message in said):
        return []
    allowed("Say", seat)
    if room.closed_at is not None:
        raise Refused("closed", "The session is closed.")
    text = clean(sign.text).strip()
    if not text or not 0 < len(sign.message) <= _ID_LIMIT:
        raise Refused("empty", "Write what to say.")
    if len(text) > SAY_LIMIT:
        raise Refused("too-long", f"A message holds at most {SAY_LIMIT} characters.")
    lately = [message for message in said if message.at > at - _MINUTE]
    if len(lately) >= SAID_IN_A_MINUTE or len(said) >= MOST_SAID:
        raise Refused("too-often", "Wait a minute before you write again, or raise your hand.")
    return [e.SeatSaid(gesture.seat, gesture.device, sign.message, text)]


def read(seat: Seat, seat_id: SeatId, upto: int) -> list[e.Event]:
    """What staff wrote was read, up to this message."""
    allowed("Read", seat)
    if not any(message.number == upto for message in seat.messages):
        raise Refused("no-such-message")
    return [] if upto <= seat.read else [e.MessagesRead(seat_id, upto)]


def away(room: Room, seat: Seat, gesture: c.Gesture, sign: c.Away, at: int) -> list[e.Event]:
    """A time away from the page: it began, it is over, or why it was.

    Where the session does not note them, one that was noted before may still end.
    """
    assert room.plan is not None
    known = next((one for one in seat.away if one.since == sign.since), None)
    ms, why = sign.ms, clean(sign.why).strip()
    if known is not None:
        ms = known.ms if ms is None else ms
        why = why or known.why
        if (ms, why) == (known.ms, known.why):
            return []
    allowed("Away", seat)
    if known is None and not room.plan.settings.note_away:
        raise Refused("not-noted", "Times away are not noted in this session.")
    if gesture.device != seat.pen:
        raise Refused("pen", "Another device is writing.")
    if not 0 < sign.since <= at + AHEAD_MS or not (ms is None or 0 <= ms <= MOST_AWAY_MS):
        raise Refused("time", "That is no time of this sitting.")
    if len(why) > WHY_LIMIT:
        raise Refused("too-long", f"A reason holds at most {WHY_LIMIT} characters.")
    if known is None and len(seat.away) >= MOST_AWAY:
        raise Refused("too-often")
    return [e.WasAway(gesture.seat, gesture.device, sign.since, ms, why)]


def merge(seat: Seat, gesture: c.Gesture, sign: c.Merge) -> list[e.Event]:
    """The student decided about what another device of the seat kept: it waits no more."""
    allowed("Merge", seat)
    offered = {(held.device, held.turn) for held in mergeable(seat, gesture.device)}
    turns = tuple(turn for turn in dict.fromkeys(sign.turns) if turn in offered)
    if not turns:
        return []
    if gesture.device != seat.pen:
        raise Refused("pen", "Another device is writing.")
    return [e.HeldMerged(gesture.seat, turns)]


def mergeable(seat: Seat, device: DeviceId) -> list[Held]:
    """What other devices did without the pen, in the order in which it was held.

    Flags and a wish to hand in among them; a splice is not, for it fits no text.
    """
    return [
        held
        for held in seat.held
        if held.reason == "pen"
        and held.device != device
        and isinstance(held.what, c.Answer | c.Clear | c.Flag | c.HandIn)
    ]
