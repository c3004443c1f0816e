"""Who is heard at the start screen at once, who waits, who goes to the door. Pure.

Four digits cannot keep anybody out and a hall of 300 sits behind one address, so a plain limit
per address is wrong twice: too weak against many addresses, too strict for a school. What holds:

*Failures are counted, joins pay them back.* An address may fail 20 times and gets one try back
every 30 s. A student who takes a seat for the first time proves the address honest and gives
it one try more, up to 200. A hall with 4 % typing errors only ever grows richer.

*Slower, then the door, never a lock.* With nothing left the next five tries are put off by 2, 4,
8, 16 and 30 s. Putting off is a promise: the try is charged at once and heard for certain when
its time has come, so a guesser cannot snatch it. After these the answer is the door, where a
proctor decides, and one try in 30 s is heard, until there is something left again. An address
without joins is so heard at most 26 + t / 30 s times. The same holds for a device, which moreover
has 10 tries a minute, right or wrong; and for an IPv6 /48 with five times the numbers, whose
/64s count as addresses.

*Shields.* 300 unknown codes in 10 minutes on the whole site send strangers to the door. An address
is no stranger for an hour after someone joined there: a hall that is entering goes on entering.
One that has not begun is opened by the first student whom a proctor admits there (`vouched`).

*A try is charged before its outcome is known*, or a thousand sent at once would all find the
full allowance; one whose outcome is never told stays charged. When a hall presses the button in
one second and the tries on their way are all that is missing, the rest just ask again in 2 s.
Only what is charged leaves a trace: hammering costs no memory and no neighbour anything.

What remains. Who sits in the hall and changes the device with every try can use up its
address; the others there then come in by the door. Who has joined is never asked again: the
seat's cookie, a link's or QR code's token and a staff sign-in do not come this way. Each
worker counts for itself and keeps nothing on disk: N workers let through up to N times as many
wrong tries and N times 300 unknown codes, and a restart forgets. The numbers that guard a
seat itself, `door_needed`, are therefore counted in the store, for all workers together.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from operator import itemgetter
from typing import Literal

from invigilate.sessions.allowance import LADDER, Ledger

Kind = Literal["unknown-code", "wrong-identity"]
"""What failed: no session is open under the code; or the number, name or key was wrong."""

Because = Literal["device", "address", "network", "site"]

IDENTITY_FAILURES = 5
SESSION_FAILURES = 100
PROMISE_SECONDS = 600.0
SOON_SECONDS = 2.0
LONGEST_ID = 64


@dataclass(frozen=True, slots=True)
class Go:
    """Look at the try now, and tell its outcome."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Do not look at the try; the same device may make it again in so many seconds."""

    seconds: float
    because: Because


@dataclass(frozen=True, slots=True)
class Door:
    """Do not look at the key: a proctor decides. The page says so even if no such code exists."""

    because: Because


Verdict = Go | Wait | Door


@dataclass(frozen=True, slots=True)
class Limits:
    """The numbers, per worker; failures are per 10 minutes."""

    tries_a_minute: int = 10
    failures: int = 20
    credit: int = 200
    network_factor: int = 5
    unknown_codes: int = 300
    entries: int = 20_000


def door_needed(identity_failures: int, session_failures: int) -> bool:
    """Whether a right key is not enough and a proctor has to admit.

    `identity_failures`: of this roster entry in this session; its name needs the door from 5.
    `session_failures`: failed keys in the session in its code's life; from 100 every join does.
    Both are counted by the caller, in the transaction that compares the key, before the answer.
    """
    return identity_failures >= IDENTITY_FAILURES or session_failures >= SESSION_FAILURES


class Slowing:
    """One worker's memory of who has been trying. `now` is in seconds of any one clock.

    Ask `hear` before a try. After Go tell its outcome by exactly one of `failed`, `passed` and
    `succeeded`; after Wait and Door tell nothing. `address` is the peer's, taken from a
    forwarding header only when a trusted proxy wrote it.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = lim = limits or Limits()
        many, entries = lim.network_factor, lim.entries
        self._tries = Ledger(lim.tries_a_minute, 60, entries)
        self._devices = Ledger(lim.failures, 600, entries)
        self._addresses = Ledger(lim.failures, 600, entries, lim.credit)
        self._networks = Ledger(many * lim.failures, 600, entries, many * lim.credit)
        self._site = Ledger(lim.unknown_codes, 600, 1)
        self._promised: dict[tuple[str, str], Wait] = {}

    def hear(self, now: float, device: str, address: str) -> Verdict:
        """Whether to look at a try. Go has charged it, whatever comes of it."""
        device, address = device[:LONGEST_ID], address[:LONGEST_ID]
        pace = self._tries.until_one(now, device)
        if pace:
            return Wait(pace, "device")
        verdict = self._redeemed(now, device, address) or self._asked(now, device, address)
        if verdict == Go():
            self._tries.take(now, device)
        return verdict

    def failed(self, now: float, device: str, address: str, kind: Kind) -> None:
        """The try was wrong: it stays charged, to the site only if its code was unknown."""
        for _, ledger, key in self._charged(device, address):
            ledger.keep(key)
        if kind != "unknown-code":
            self._site.give_back(now, "")

    def passed(self, now: float, device: str, address: str) -> None:
        """The try was right and proves nothing about its address: the charge is given back.

        An open code before the identity, a return to one's seat, a guest: whoever knows one code
        could otherwise earn tries for guessing others.
        """
        self._site.give_back(now, "")
        for _, ledger, key in self._charged(device, address):
            ledger.give_back(now, key)

    def succeeded(self, now: float, device: str, address: str) -> None:
        """A roster entry has taken its seat for the first time: one try more for its address."""
        self.passed(now, device, address)
        self.vouched(now, address)

    def vouched(self, now: float, address: str) -> None:
        """A proctor has admitted someone at the door: one try more for the address, too."""
        for _, ledger, key in self._places(address):
            ledger.credit(now, key)

    def shields_up(self, now: float) -> bool:
        """Whether the site has had its fill of unknown codes; worth an alarm."""
        return self._site.left(now, "") < 1

    def size(self) -> int:
        """How many rows about devices, addresses and networks are kept, and promises."""
        ledgers = (self._tries, self._devices, self._addresses, self._networks)
        return sum(len(ledger.rows) for ledger in ledgers) + len(self._promised)

    def _asked(self, now: float, device: str, address: str) -> Verdict:
        charged = self._charged(device, address)
        delays = [(ledger.delay(now, key), because) for because, ledger, key in charged]
        seconds, because = max(delays, key=itemgetter(0))
        if any(ledger.may_soon(now, key) for _, ledger, key in charged):
            return Wait(SOON_SECONDS, because)
        if seconds == math.inf:
            return Door(because)
        if self.shields_up(now) and not self._addresses.is_trusted(now, _prefixes(address)[0]):
            return Door("site")
        verdict = self._promise(now, device, address, Wait(seconds, because)) if seconds else Go()
        if not isinstance(verdict, Door):
            self._site.take(now, "")
            for _, ledger, key in charged:
                ledger.take(now, key)
        return verdict

    def _promise(self, now: float, device: str, address: str, wait: Wait) -> Verdict:
        """Keeps the promise of a wait; with too many of them outstanding it is the door."""
        if len(self._promised) >= self._limits.entries:
            known = self._promised.items()
            self._promised = {k: w for k, w in known if now - w.seconds < PROMISE_SECONDS}
        if len(self._promised) >= self._limits.entries:
            return Door(wait.because)
        self._promised[device, address] = Wait(now + wait.seconds, wait.because)
        return wait

    def _redeemed(self, now: float, device: str, address: str) -> Verdict | None:
        """Go if this device was promised to be heard by now, Wait if later, else None."""
        due = self._promised.get((device, address))
        if due is None:
            return None
        if due.seconds - now >= 0.001:
            return Wait(min(due.seconds - now, LADDER[-1]), due.because)
        del self._promised[device, address]
        return Go()

    def _charged(self, device: str, address: str) -> list[tuple[Because, Ledger, str]]:
        return [("device", self._devices, device[:LONGEST_ID]), *self._places(address)]

    def _places(self, address: str) -> list[tuple[Because, Ledger, str]]:
        near, wide = _prefixes(address[:LONGEST_ID])
        places: list[tuple[Because, Ledger, str]] = [("address", self._addresses, near)]
        return [*places, ("network", self._networks, wide)] if wide else places


@lru_cache(maxsize=4_096)
def _prefixes(address: str) -> tuple[str, str]:
    """What an address counts as: IPv4 whole; IPv6 its /64, and its /48. Other text for itself.

    The second is empty, and never charged, where there is no wider network.
    """
    try:
        known = ip_address(address)
    except ValueError:
        return address, ""
    if isinstance(known, IPv6Address):
        if known.ipv4_mapped is None:
            return f"{int(known) >> 64:x}/64", f"{int(known) >> 80:x}/48"
        known = known.ipv4_mapped
    return str(known), ""
