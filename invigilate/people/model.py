"""Who works here and what each may do: organisations, people, roles, rights. Pure."""

import unicodedata
from collections.abc import Iterable
from enum import StrEnum

import msgspec

from invigilate.errors import NotAllowed, NotFound, NotValid, Refused
from invigilate.ids import OrganisationId, PersonId


class Role(StrEnum):
    """What someone is in one organisation; a person may have several."""

    OFFICE = "office"
    PROCTOR = "proctor"


class Right(StrEnum):
    """One thing that may be done; a route or an action asks for exactly one."""

    PEOPLE_SEE = "people.see"
    PEOPLE_CHANGE = "people.change"
    ASSESSMENTS_SEE = "assessments.see"
    ASSESSMENTS_CHANGE = "assessments.change"
    SESSIONS_SEE = "sessions.see"
    SESSIONS_CHANGE = "sessions.change"
    ROOM_WATCH = "room.watch"
    ROOM_STEER = "room.steer"
    RESULTS_SEE = "results.see"
    RESULTS_MARK = "results.mark"
    BOOKINGS_SEE = "bookings.see"
    BOOKINGS_CHANGE = "bookings.change"
    AUDIT_SEE = "audit.see"


RIGHTS: dict[Role, frozenset[Right]] = {
    Role.OFFICE: frozenset(Right),
    Role.PROCTOR: frozenset(
        {Right.SESSIONS_SEE, Right.ROOM_WATCH, Right.ROOM_STEER, Right.BOOKINGS_SEE}
    ),
}
"""The one table of who may do what; it holds within one's own organisation alone."""


class NotSignedIn(Refused):
    """Nobody is signed in, or the sign-in has ended or was taken back."""

    status = 401


class Organisation(msgspec.Struct, frozen=True):
    """A school, or a district that has schools."""

    id: OrganisationId
    name: str
    parent_id: OrganisationId | None = None


class Person(msgspec.Struct, frozen=True):
    """Someone of the staff, as one organisation sees them; the roles in their set order."""

    id: PersonId
    name: str
    shown_name: str
    roles: tuple[Role, ...]


class Asker(msgspec.Struct, frozen=True):
    """Who asks: a person, signed in to one organisation, with the roles they have there."""

    person_id: PersonId
    organisation_id: OrganisationId
    roles: tuple[Role, ...]
    sign_in_id: str
    name: str = ""
    shown_name: str = ""

    @property
    def role(self) -> str:
        """The roles in one word for the audit, such as `office+proctor`."""
        return "+".join(self.roles)


def rights_of(roles: Iterable[Role]) -> frozenset[Right]:
    """What these roles may do together."""
    return frozenset(right for role in roles for right in RIGHTS[role])


def may(asker: Asker, right: Right) -> bool:
    """Whether one of the asker's roles has this right."""
    return right in rights_of(asker.roles)


def require(asker: Asker, right: Right) -> None:
    """Raises NotAllowed (`no-right`) where none of the asker's roles has this right."""
    if not may(asker, right):
        raise NotAllowed("no-right", f"Your role does not have the right “{right}”.")


def require_own(asker: Asker, organisation_id: str, what: str) -> None:
    """Raises NotFound (`no-such-<what>`) for another organisation's thing, as if it were none."""
    if organisation_id != asker.organisation_id:
        raise no_such(what)


def no_such(what: str) -> NotFound:
    """The one answer for what does not exist and for what is another organisation's."""
    return NotFound(f"no-such-{what}", f"There is no such {what}, or it is not yours to see.")


def sign_in_name(text: str) -> str:
    """The name as it is kept and compared: NFKC, folded, without the spaces around it.

    Raises NotValid (`name`) for an empty or long one, or one with spaces or control characters.
    """
    name = folded(text)
    if not 1 <= len(name) <= 64:
        raise NotValid("name", "A name to sign in with has 1 to 64 characters.", at="name")
    if not all(unicodedata.category(each)[0] in "LNPSM" for each in name):
        raise NotValid("name", "A name to sign in with has no spaces in it.", at="name")
    return name


def folded(text: str) -> str:
    """A typed name as names are compared, whatever it holds."""
    return unicodedata.normalize("NFKC", text.strip()).casefold()


def shown_name(text: str) -> str:
    """A name for people to read, 1 to 100 characters; raises NotValid (`shown-name`)."""
    name = " ".join(text.split())
    if not 1 <= len(name) <= 100:
        raise NotValid("shown-name", "A name to show has 1 to 100 characters.", at="shown_name")
    return name


def good_password(password: str, name: str) -> str:
    """The password, if it will do; raises NotValid (`password`).

    Length alone is asked for, no classes of characters (NIST SP 800-63B-4, 3.1.1.2).
    """
    if not 10 <= len(password) <= 256:
        raise NotValid("password", "A password has 10 to 256 characters.", at="password")
    if folded(password) in (name, name * 2) or len(set(password)) < 4:
        raise NotValid("password", "This password would be guessed at once.", at="password")
    return password


def wait_ms(failures: int, free: int) -> int:
    """How long to wait after the last of so many failures: 2 s, doubled each time, at most 60 s.

    The first `free` failures cost nothing, for people mistype; it is a delay and never a lock,
    or whoever knows a name could lock its owner out.
    """
    if failures < free:
        return 0
    return min(2_000 << min(failures - free, 10), 60_000)
