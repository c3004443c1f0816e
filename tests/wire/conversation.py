"""Runs a conversation of `vectors/` against the client's end: frames in, happenings and frames out.

A step says what is done at `now`, and what follows: `happens`, `sends`, `posts`, `returns`; where
they are missing, nothing does. "$name" stands for what `let` names.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from invigilate.ids import DeviceId, RequestId
from invigilate.rooms.commands import Sign, What
from invigilate.rooms.orders import Action
from invigilate.wire.frames import Reached, ServerFrame, Signed
from invigilate.wire.happenings import Happening
from invigilate.wire.peer import ClientPeer

VECTORS = Path(__file__).parent / "vectors"
Step = dict[str, Any]


def vector(path: Path) -> dict[str, Any]:
    """A vector, its names filled in."""
    raw: dict[str, Any] = json.loads(path.read_text())
    filled: dict[str, Any] = fill(raw, raw.get("let", {}))
    return filled


def fill(raw: Any, names: dict[str, Any]) -> Any:
    """The same with every "$name" as what it stands for."""
    match raw:
        case str() if raw.startswith("$") and raw[1:] in names:
            return names[raw[1:]]
        case list():
            return [fill(one, names) for one in raw]
        case dict():
            return {key: fill(one, names) for key, one in raw.items()}
        case _:
            return raw


def plain(value: Any) -> Any:
    """The value as JSON has it."""
    return json.loads(msgspec.json.encode(value))


def read(raw: Any, of: Any) -> Any:
    """A value of that type from its JSON form."""
    return msgspec.convert(raw, of, str_keys=True)


class Conversation:
    """One client's end, and what each step makes of it."""

    def __init__(self, vector: dict[str, Any]) -> None:
        given = vector["peer"]
        self.names = vector.get("let", {})
        self.peer = ClientPeer(
            DeviceId(given["device"]),
            [(turn, read(what, What)) for turn, what in given.get("changes", [])],
            given.get("last", 0),
            staff=given.get("staff", False),
        )

    def _offer(self, changes: list[Any]) -> None:
        for turn, what in changes:
            self.peer.offer(turn, read(what, What))

    def do(self, step: Step) -> Step:
        """What follows from a step: all that a vector may say of it."""
        step = fill(step, self.names)
        now: int = step["now"]
        peer = self.peer
        happened: list[Happening] = []
        sends: list[Any] = []
        followed: Step = {}
        deeds: dict[str, Callable[[Any], Any]] = {
            "offers": self._offer,
            "says": lambda of: peer.say(read(of, Sign)),
            "reaches": lambda of: peer.reach(*of),
            "orders": lambda of: peer.order(RequestId(of[0]), read(of[1], Action)),
            "asks": lambda of: peer.ask(RequestId(of[0]), read(of[1], Action)),
            "forget": lambda _: peer.forget(),
            "posted": lambda of: peer.posted(Signed(read(of, Sign))),
            "reachedBy": lambda of: peer.posted(Reached(*of)),
            "renewed": lambda of: peer.renewed(
                DeviceId(of[0]), [(turn, read(what, What)) for turn, what in of[1]]
            ),
            "connected": lambda ticket: sends.extend(peer.connected(ticket, now)),
            "received": lambda of: happened.extend(peer.received(read(of, ServerFrame), now)),
            "polled": lambda of: happened.extend(
                peer.polled([read(one, ServerFrame) for one in of], now)
            ),
            "tick": lambda _: happened.extend(peer.tick(now)),
            "http": lambda _: followed.update(posts=plain(peer.by_http())),
            "closed": lambda code: followed.update(returns=peer.closed(code, now, step["chance"])),
        }
        for name, deed in deeds.items():
            if name in step:
                deed(step[name])
        sends += peer.sending(now)
        epoch, version, chain8 = peer.position
        return {
            "happens": plain(happened),
            "sends": plain(sends),
            "position": [epoch, version, chain8],
            "state": peer.state.value,
            **followed,
        }
