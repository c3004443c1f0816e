"""Signs and orders: unnumbered, safe to say twice, and said again until they are answered.

Nothing acknowledges a sign but the view that shows it, so a sign is kept until it is seen there
or refused, and goes again on a new socket. A newer sign of the same sort replaces an older one.
"""

from invigilate.ids import RequestId
from invigilate.rooms.commands import Away, GoTo, Hand, Merge, Read, Say, Seen, Sign, TakePen
from invigilate.rooms.orders import Action
from invigilate.rooms.views import SeatView
from invigilate.wire.frames import Answered, Asking, Ordering, Reached, Signed, Waits
from invigilate.wire.outbox import RETRY_MS

Wish = Signed | Ordering | Asking | Reached | Waits
WAITS_MS = 5_000
"""An acknowledgement that takes so long is told to the boards."""
_REACHED = ("Reached", "")
_WAITS = ("Waits", "")


class Wishes:
    """What one client wants and has not seen done."""

    def __init__(self) -> None:
        self._wishes: dict[tuple[str, str], Wish] = {}
        self._sent: set[tuple[str, str]] = set()
        self._after: dict[tuple[str, str], int] = {}
        self._retry_at: int | None = None
        self._last, self._waits_since = 0, 0

    def sign(self, sign: Sign, after: int) -> None:
        """Wants a sign. Going to an item waits until all turns up to `after` are sent: in a
        paper without way back, an answer to the item before must not come later. So does a merge:
        what was taken over must be there before what it was taken from is let go."""
        key = _key(sign)
        self._drop(key)
        self._wishes[key] = Signed(sign)
        if isinstance(sign, GoTo | Merge):
            self._after[key] = after

    def order(self, request: RequestId, action: Action) -> None:
        """Wants an order done."""
        self._wishes["order", request] = Ordering(request, action)

    def ask(self, request: RequestId, action: Action) -> None:
        """Wants to know whom an action would reach."""
        self._wishes["ask", request] = Asking(request, action)

    def reach(self, came: int, shown: int) -> None:
        """Tells which announcements are here: once on each socket, for nothing answers it there."""
        self._wishes[_REACHED] = Reached(came, shown)
        self._sent.discard(_REACHED)

    def opened(self, now: int) -> None:
        """A new socket: all goes again, and what waits on it waits from now."""
        self.again()
        self._waits_since = now

    def waits(self, count: int, last: int, now: int) -> None:
        """Tells boards of changes that wait for too long, and when none does any more. `count`: of
        those that are not acknowledged, `last`: the newest that is."""
        if last != self._last or not count:
            self._last, self._waits_since = last, now
        ms = now - self._waits_since
        told = self._wishes.get(_WAITS)
        known = told.count if isinstance(told, Waits) else 0
        count = count if ms >= WAITS_MS else 0
        if count != known:
            self._wishes[_WAITS] = Waits(count, ms if count else 0)
            self._sent.discard(_WAITS)

    def again(self) -> None:
        """Nothing of it is known to have arrived: all goes again."""
        self._sent.clear()
        self._retry_at = None

    def retry(self, now: int) -> None:
        """The server could not do it just now: all goes again a moment later."""
        self._retry_at = now + RETRY_MS

    def tick(self, now: int) -> None:
        """Begins to say again where it is time to."""
        if self._retry_at is not None and now >= self._retry_at:
            self.again()

    def seen(self, seat: SeatView, device: str) -> None:
        """Drops the signs that a view shows as done."""
        signs = [(key, w.sign) for key, w in self._wishes.items() if isinstance(w, Signed)]
        for key, sign in signs:
            if key in self._sent and _is_shown(sign, seat, device):
                self._drop(key)

    def refused(self, about: str) -> None:
        """Drops the signs of that name."""
        for key in [key for key in self._wishes if key[0] == about]:
            self._drop(key)

    def answered(self, frame: Answered, now: int) -> None:
        """Drops the order, unless the server could not do it just now."""
        if frame.word == "retry":
            self.retry(now)
        else:
            self._drop(("ask" if frame.asked else "order", frame.request))

    def posted(self, frame: Signed | Reached) -> None:
        """The HTTP way took it: it is durable."""
        if isinstance(frame, Signed):
            self._drop(_key(frame.sign))
        elif self._wishes.get(_REACHED) == frame:
            self._drop(_REACHED)

    def unsent(self, sent: int) -> Wish | None:
        """The next one that may go when turns up to `sent` are sent; the pen goes first."""
        ready = [key for key in self._wishes if self._is_ready(key, sent)]
        ready.sort(key=lambda key: key[0] != "TakePen")
        return self._wishes[ready[0]] if ready else None

    def sent(self, wish: Wish) -> None:
        """It was put on a channel."""
        self._sent.update(key for key, known in self._wishes.items() if known is wish)

    def _is_ready(self, key: tuple[str, str], sent: int) -> bool:
        return key not in self._sent and self._after.get(key, 0) <= sent

    def _drop(self, key: tuple[str, str]) -> None:
        self._wishes.pop(key, None)
        self._after.pop(key, None)
        self._sent.discard(key)


def _key(sign: Sign) -> tuple[str, str]:
    match sign:
        case Seen(announcement=number) | Away(since=number):
            return type(sign).__name__, str(number)
        case _:
            return type(sign).__name__, ""


def _is_shown(sign: Sign, seat: SeatView, device: str) -> bool:
    match sign:
        case TakePen():
            return seat.pen == device
        case GoTo(item=item):
            return seat.item == item
        case Hand(up=up):
            return (seat.hand is not None) is up
        case Seen(announcement=number):
            return number in seat.seen
        case Say(message=message):
            return seat.said == message
        case Read(upto=upto):
            return seat.read >= upto
        case Away(since=since, ms=ms, why=why):
            told = next(((ms, why) for began, ms, why in seat.away if began == since), None)
            return told is not None and (ms is None or told[0] == ms) and why in ("", told[1])
        case Merge(turns=turns):
            return not any((device, turn) in turns for device, turn, _ in seat.held)
