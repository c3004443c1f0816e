"""Session codes and personal keys: how they are drawn, read and compared. Pure.

A session's code is four digits, a *string*, unique while it is reserved or resting. It is the
number on a door and never a secret: there are only 10,000. What proves a person is the personal
key of a roster entry: eight characters of Crockford's base32, 40 bits.

Why codes are drawn apart. With 200 codes in use, one mistyped digit in twenty-five leads some
student into another exam. So a new code differs from every other in at least two digits and is
none with two neighbouring digits swapped, which covers every single slip of the finger. Drawn
at random one after the other about 730 such codes fit (measured in `tests/test_codes.py`);
beyond that any free code is taken, and at the very end the one that has rested longest.

Times are seconds since the epoch, `pick(n)` is a uniform draw from `range(n)` and has to be
cryptographic (`secrets.randbelow`). Drawing holds no lock: whoever draws and stores does.
"""

import hmac
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import compress, pairwise
from typing import NewType

from invigilate.errors import NotValid, Refused

Code = NewType("Code", str)
"""Exactly four of the digits 0-9; `0042` is a code and `42` is none."""

PersonalKey = NewType("PersonalKey", str)
"""Exactly eight characters of Crockford's base32, upper case, without the hyphen."""

Pick = Callable[[int], int]

CAPACITY = 9_970
"""How many codes may ever be drawn: 10,000 without the 30 trivial ones."""

FULL_FROM = 0.8
LINGER_SECONDS = 30 * 86_400.0
REST_SECONDS = 7 * 86_400.0

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
KEY_LENGTH = 8
LONGEST_TYPED = 64


@dataclass(frozen=True, slots=True)
class Drawn:
    """A code to reserve, and a sentence for the office when codes are running short."""

    code: Code
    warning: str | None = None


def parse(text: str) -> Code:
    """The code that was typed: spaces around it trimmed, full-width digits read as digits.

    Raises NotValid `code-form` for anything but four digits, `42` and other scripts' digits too.
    """
    digits = unicodedata.normalize("NFKC", text[:LONGEST_TYPED]).strip()
    if len(text) > LONGEST_TYPED or len(digits) != 4 or not _is_ascii_number(digits):
        raise NotValid(
            "code-form",
            "A session code is exactly four digits, such as 0042."
            " Type all four as they are shown, leading zeros too.",
            field="code",
        )
    return Code(digits)


def is_trivial(code: Code) -> bool:
    """Whether anyone would guess it first: 0000, 1111, 1234, 4321, 8901, 0987.

    The rule: from digit to digit always the same step of -1, 0 or +1, nine and zero being
    neighbours. Thirty codes are trivial and none of them is ever drawn.
    """
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(code)}
    return len(steps) == 1 and steps <= {0, 1, 9}


def is_near(a: Code, b: Code) -> bool:
    """Whether one slip turns `a` into `b`: none or one digit differs, or two neighbours swapped."""
    differing = [i for i in range(4) if a[i] != b[i]]
    if len(differing) < 2:
        return True
    i, j = differing[0], differing[-1]
    return len(differing) == 2 and j == i + 1 and a[i] == b[j] and a[j] == b[i]


def draw(reserved: Collection[str], resting: Mapping[str, float], pick: Pick) -> Drawn:
    """A code for a new session; uniform among the best ones that are left.

    `resting` maps each code whose rest is not over to the time since when it has rested. Best
    are codes near no taken one (`is_near`), then any free one, then the one that has rested
    longest. Warns from 80 % full, the new code included. Raises Refused `no-code-left`.
    """
    taken = {*reserved, *resting}
    choice = _spaced(taken) or _free(taken)
    if choice:
        code = Code(f"{choice[pick(len(choice))]:04d}")
    else:
        code = _longest_rested(reserved, resting)
    return Drawn(code, _warning(len(taken | {code})))


def released_at(archived_at: float | None, closed_at: float | None) -> float | None:
    """When a session lets go of its code: at archive, or 30 days after close, the earlier.

    None while it has neither been archived nor closed.
    """
    ends = [archived_at, None if closed_at is None else closed_at + LINGER_SECONDS]
    return min((end for end in ends if end is not None), default=None)


def rests_until(released_at: float) -> float:
    """Until when a released code is given to nobody: last week's poster opens no other exam."""
    return released_at + REST_SECONDS


def draw_key(pick: Pick) -> PersonalKey:
    """A new personal key: eight draws from 32 characters, 40 bits."""
    return PersonalKey("".join(CROCKFORD[pick(32)] for _ in range(KEY_LENGTH)))


def parse_key(text: str) -> PersonalKey:
    """The personal key that was typed: lower case, spaces and hyphens anywhere, I L for 1, O for 0.

    Raises NotValid `key-form` for anything else; Crockford's alphabet has no U.
    """
    plain = unicodedata.normalize("NFKC", text[:LONGEST_TYPED])
    key = "".join(c for c in plain if not _is_gap(c)).upper().translate(_LOOKALIKES)
    if len(text) > LONGEST_TYPED or len(key) != KEY_LENGTH or not set(key) <= set(CROCKFORD):
        raise NotValid(
            "key-form",
            "A personal key has eight letters and digits, such as 7K3M-QX0P, and never a U."
            " Type it as it stands on the slip; the hyphen may be left out.",
            field="key",
        )
    return PersonalKey(key)


def shown(key: PersonalKey) -> str:
    """The key as it is printed on slips: XXXX-XXXX."""
    return f"{key[:4]}-{key[4:]}"


def key_digest(secret: bytes, within: str, key: PersonalKey) -> bytes:
    """The 32 bytes kept in place of a key: HMAC-SHA-256 (RFC 2104) under the server's secret.

    `within` is the id of the session, so that the same key elsewhere has another digest. The key
    stands last and has one length, so no two pairs make the same message.
    """
    return hmac.digest(secret, f"personal key\0{within}\0{key}".encode(), "sha256")


def same(a: bytes, b: bytes) -> bool:
    """Whether two digests are equal, in a time that does not tell where they differ.

    For a name that does not exist compare all the same, with any other digest: an unknown name
    and a wrong key then cost alike.
    """
    return hmac.compare_digest(a, b)


_LOOKALIKES = str.maketrans("ILO", "110")


def _is_ascii_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _is_gap(character: str) -> bool:
    """A space or any kind of hyphen, dash or minus, as phones and word processors make them."""
    return character.isspace() or character == "−" or unicodedata.category(character) == "Pd"


def _spaced(taken: Iterable[str]) -> list[int]:
    """The numbers of all codes that are not trivial and near no taken one."""
    shut = bytearray(_TRIVIAL)
    for number in map(int, taken):
        for place in (1, 10, 100, 1000):
            first = number - number // place % 10 * place
            shut[first : first + 10 * place : place] = _TEN
        for place in (1, 10, 100):
            low, high = number // place % 10, number // (10 * place) % 10
            shut[number + (high - low) * place - (high - low) * 10 * place] = 1
    return _open(shut)


def _free(taken: Iterable[str]) -> list[int]:
    """The numbers of all codes that are neither trivial nor taken."""
    shut = bytearray(_TRIVIAL)
    for number in map(int, taken):
        shut[number] = 1
    return _open(shut)


def _longest_rested(reserved: Collection[str], resting: Mapping[str, float]) -> Code:
    held = set(reserved)
    left = [(at, code) for code, at in resting.items() if code not in held]
    left = [(at, code) for at, code in left if not is_trivial(Code(code))]
    if not left:
        raise Refused(
            "no-code-left",
            f"All {CAPACITY} session codes are in use, so no session can be made."
            " Archive sessions that are over: each one gives its code back.",
        )
    return Code(min(left)[1])


def _warning(in_use: int) -> str | None:
    if in_use < FULL_FROM * CAPACITY:
        return None
    return (
        f"{in_use} of {CAPACITY} session codes are in use or resting."
        " Archive sessions that are over, so that their codes can be given out again."
    )


def _open(shut: bytearray) -> list[int]:
    return list(compress(range(10_000), shut.translate(_FLIP)))


_TEN = b"\1" * 10
_FLIP = bytes([1, *[0] * 255])
_TRIVIAL = bytes(is_trivial(Code(f"{number:04d}")) for number in range(10_000))
