"""What every bus keeps; `tests/contract/test_bus.py` holds each of them to it."""

from collections.abc import Callable
from typing import Literal, Protocol

from msgspec import Struct

from invigilate.ids import RoomId

Kind = Literal["rows", "presence", "who", "jump", "time", "probe"]


class Message(Struct, frozen=True, array_like=True):
    """What one worker tells the others of a room."""

    kind: Kind
    """rows: events just committed. presence: who is here. who: say who is with you. jump: how far
    the teller's room time jumped. time: staff say that it is right. probe: the bus's own, told to
    itself and delivered to nobody."""
    room: RoomId
    """Empty where it concerns all of them."""
    worker: str
    """Who tells it."""
    body: bytes
    """Read by whoever knows the kind."""


Heard = Callable[[Message], None]
"""Called on the loop for each message; must neither wait nor raise."""


class Bus(Protocol):
    """Messages between workers: no order, no delivery promised, duplicates possible.

    What is delivered is authentic, and never one's own.
    """

    worker: str
    """Whose end of the bus this is; different for each worker."""
    probe_seconds: float | None
    """The last round trip of a probe; None before the first."""
    on_health: Callable[[bool], None] | None
    """Called on the loop whenever `healthy` changes, but for `stop`. After a False messages may
    have been missed, here and from here: compare heads, and tell presence anew."""

    @property
    def healthy(self) -> bool:
        """Whether messages come and go just now, as far as the last probe knows."""
        ...

    @property
    def dropped(self) -> int:
        """Messages that were published and never left: too many waited, or the bus was down."""
        ...

    async def start(self, heard: Heard) -> None:
        """Begins to hear and tell; returns at once, even where nobody answers yet."""
        ...

    async def stop(self) -> None:
        """Hears and tells no more; leaves no task and no connection."""
        ...

    def publish(self, message: Message) -> None:
        """Tells the others, some time soon or never; neither waits nor raises."""
        ...
