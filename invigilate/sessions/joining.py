"""The way of a student to a seat: code → who one is → is this you? → seat, or the door.

What a stranger hears is one answer in text and length, and the route sees to the time: is a
session open under this code, and nothing more. What proves someone is the personal key. The
number alone gives the first device its seat and any other one the door. Where too much was tried,
nobody looks at keys any more (`admission`): a proctor decides, and who typed a number that does
not exist waits at a door behind which nobody stands, or the door would tell which numbers do.
"""

from typing import Literal

import msgspec

from invigilate import codes
from invigilate.clock import Clock
from invigilate.errors import NotFound, Refused, TooOften, Unavailable
from invigilate.ids import SeatId, SessionId
from invigilate.sessions import model
from invigilate.sessions.admission import Door, Go, Kind, Slowing, Wait, door_needed
from invigilate.sessions.claims import Claim, mint_claim
from invigilate.sessions.enrolment import Student
from invigilate.sessions.model import Session, State
from invigilate.sessions.names import briefly, guest_name, number_key
from invigilate.sessions.tables import codes as code_rows
from invigilate.sessions.tables import guards, sessions
from invigilate.store.engine import Engine
from invigilate.store.schema import new_id

GUEST_WAIT_SECONDS = 30.0
NOBODY = bytes(32)
"""Compared where there is no key, so that an unknown number costs what a wrong key costs."""


class Asks(msgspec.Struct, frozen=True, omit_defaults=True):
    """A session is open under the code; what its start screen asks for."""

    asks: tuple[Literal["number", "key"], ...]
    guests: bool
    door: bool = False
    """A proctor will have to let them in, whatever they type."""


class Recognised(msgspec.Struct, frozen=True):
    """Is this you? The name is as short as its owner needs it, and empty at the door."""

    claim: str
    name: str
    number: str
    title: str


class Caller(msgspec.Struct, frozen=True):
    """Who tries: the device cookie's token and the address."""

    device: str
    address: str


class StartScreen:
    """The first two steps, as one worker hears them."""

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        secret: bytes,
        slowing: Slowing,
        caller: Caller,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._secret = secret
        self._slowing = slowing
        self._caller = caller

    async def verify(self, code: str) -> Asks:
        """What to ask of who knows this code.

        Raises NotValid (`code-form`), NotFound (`no-session`), TooOften (`slow-down`).
        """
        typed = codes.parse(code)
        if not self._may_look():
            return Asks(("number",), guests=False, door=True)
        session = await self._under(typed)
        now = self._clock.now_ms()
        if session is not None and model.is_open(session, now):
            self._passed()
            settings = session.settings
            return Asks(
                ("number", "key") if settings.personal_key else ("number",), settings.allow_guests
            )
        if session is not None and model.opens_soon(session, now):
            self._passed()  # a hall that is early guesses nothing
        else:
            self._failed("unknown-code")
        raise no_session()

    async def identify(self, code: str, number: str, key: str | None) -> Recognised:
        """Whom number and key name.

        Raises NotValid (`code-form`, `key-form`), NotFound (`not-recognised`), TooOften
        (`slow-down`); and once identity is proved Refused: `closed`, `withdrawn`.
        """
        typed, proof = codes.parse(code), codes.parse_key(key) if key else None
        if not self._may_look():
            return await self._at_the_door(await self._under(typed), number)
        session = await self._under(typed)
        if session is None or session.state is State.DRAFT:
            self._failed("unknown-code")
            raise not_recognised()
        if proof is not None:
            return await self._by_key(session, number, proof)
        return await self._by_number(session, number)

    async def identify_guest(self, code: str, name: str) -> Recognised:
        """A guest under this name.

        Raises NotValid (`code-form`, `guest-name`), NotFound (`not-recognised`), Refused
        (`name-on-list`), TooOften (`slow-down`).
        """
        typed, kept = codes.parse(code), guest_name(name)
        if not self._may_look():
            raise TooOften("slow-down", "Too many tries. Ask a proctor.", GUEST_WAIT_SECONDS)
        session = await self._under(typed)
        if session is None or not model.is_open(session, self._clock.now_ms()):
            self._failed("unknown-code")
            raise not_recognised()
        if not session.settings.allow_guests:
            self._failed("wrong-identity")
            raise not_recognised()
        async with self._engine.reading() as connection:
            is_taken = await guards.is_on_roster(connection, session.id, kept)
        if is_taken:
            self._failed("wrong-identity")
            raise Refused(
                "name-on-list",
                "Somebody on the list bears this name. Come in with your candidate number,"
                " or ask a proctor.",
            )
        self._passed()
        claim = self._claim(session.id, SeatId(new_id()), guest=kept)
        return Recognised(claim, kept, "", session.title)

    # -- who it is

    async def _by_number(self, session: Session, number: str) -> Recognised:
        async with self._engine.reading() as connection:
            found = await guards.guarded(connection, session.id, number=number)
        if session.settings.personal_key or found is None or found.student.guest:
            self._failed("wrong-identity")
            raise not_recognised()
        self._passed()
        return self._recognised(session, found.student, proven=False)

    async def _by_key(self, session: Session, number: str, key: codes.PersonalKey) -> Recognised:
        digest = codes.key_digest(self._secret, session.id, key)
        async with self._engine.writing() as connection:
            # Locked, or of a thousand guesses at once each would find no failure before it.
            found = await guards.guarded(connection, session.id, number=number, lock=True)
            wrong_keys = await code_rows.failures(connection, session.id)
            needs_door = door_needed(0 if found is None else found.failures, wrong_keys)
            kept = None if found is None else found.student.key_digest
            is_right = codes.same(kept or NOBODY, digest) and found is not None
            if not needs_door and not is_right:
                await code_rows.count_failure(connection, session.id)
                if found is not None:
                    await guards.count_failure(connection, found.student.seat)
            elif not needs_door and found is not None:
                await guards.forget_failures(connection, found.student.seat)
        if needs_door:
            self._failed("wrong-identity")
            return await self._at_the_door(session, number)
        if not is_right or found is None:
            self._failed("wrong-identity")
            raise not_recognised()
        self._passed()
        return self._recognised(session, found.student, proven=True)

    def _recognised(self, session: Session, student: Student, *, proven: bool) -> Recognised:
        model.require_not_closed(session)
        if student.withdrawn:
            raise Refused(
                "withdrawn", "You are not on the list of this session any more. Ask a proctor."
            )
        claim = self._claim(session.id, student.seat, proven=proven)
        return Recognised(claim, briefly(student.name), student.number, session.title)

    async def _at_the_door(self, session: Session | None, number: str) -> Recognised:
        """Alike for whoever exists and for whoever does not."""
        found = None
        if session is not None:
            async with self._engine.reading() as connection:
                found = await guards.guarded(connection, session.id, number=number)
        seat = SeatId(new_id()) if found is None else found.student.seat
        session_id = SessionId(new_id()) if session is None else session.id
        claim = self._claim(session_id, seat, door=True)
        return Recognised(claim, "", number_key(number)[:64].upper(), "")

    def _claim(
        self,
        session_id: SessionId,
        seat: SeatId,
        *,
        proven: bool = False,
        door: bool = False,
        guest: str = "",
    ) -> str:
        claim = Claim(session_id, seat, self._clock.now_ms(), proven, door, guest)
        return mint_claim(self._secret, claim)

    async def _under(self, code: codes.Code) -> Session | None:
        try:
            async with self._engine.reading() as connection:
                return await sessions.by_code(connection, code, self._clock.now_ms())
        except Unavailable:
            self._passed()  # a store that is away is nobody's wrong try
            raise

    # -- how often

    def _may_look(self) -> bool:
        """False: at the door. Raises TooOften (`slow-down`)."""
        now = self._clock.monotonic()
        match self._slowing.hear(now, self._caller.device, self._caller.address):
            case Go():
                return True
            case Door():
                return False
            case Wait(seconds=seconds):
                raise TooOften(
                    "slow-down",
                    "Many tries have come from here. Try again in a moment; nothing is lost.",
                    seconds,
                )

    def _passed(self) -> None:
        self._slowing.passed(self._clock.monotonic(), self._caller.device, self._caller.address)

    def _failed(self, kind: Kind) -> None:
        caller = self._caller
        self._slowing.failed(self._clock.monotonic(), caller.device, caller.address, kind)


def no_session() -> NotFound:
    """The one answer for a code that is unknown, closed, or not open yet."""
    return NotFound(
        "no-session", "No session is open under this code. Look at the code again, or wait."
    )


def not_recognised() -> NotFound:
    """The one answer for whoever is not whom they say."""
    return NotFound(
        "not-recognised",
        "This is not known here. Look at what stands on your slip, and type it again.",
    )
