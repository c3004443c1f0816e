"""Texts and the splices that change them, as the browser's twin computes them too."""

import hashlib
import json
import re
import zlib
from hashlib import sha256

from msgspec import msgpack
from msgspec.structs import replace

from invigilate.rooms.commands import Answer, Splice, What
from invigilate.rooms.plan import Value

_SURROGATE = re.compile("[\ud800-\udfff]")
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def crc32(text: str) -> int:
    """CRC-32 over the text's UTF-8 (ISO 3309; RFC 1952, §8)."""
    return zlib.crc32(text.encode())


def clean(text: str) -> str:
    """Line ends become "\\n", lone surrogates U+FFFD; nothing else is normalised."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def cleaned(what: What) -> What:
    """The change with its text cleaned, so that what is stored can be told and counted alike."""
    match what:
        case Answer(value=str(value)) if (text := clean(value)) != value:
            return replace(what, value=text)
        case Splice(put=put) if (text := clean(put)) != put:
            return replace(what, put=text)
        case _:
            return what


def spliced(text: str, splice: Splice) -> str | None:
    """The text after the splice, or None where it does not fit: offsets, length or sum."""
    end = splice.at + splice.cut
    if splice.at < 0 or splice.cut < 0 or end > len(text):
        return None
    result = text[: splice.at] + splice.put + text[end:]
    if len(result) != splice.length or crc32(result) != splice.sum:
        return None
    return result


def digest(what: What) -> bytes:
    """Eight bytes that tell one change from another under the same turn."""
    return hashlib.blake2b(msgpack.encode(what), digest_size=8).digest()


def fingerprint(
    room: str, seat: str, edition: str, seal: int, answers: list[tuple[str, Value]]
) -> str:
    """The receipt's fingerprint: 4 × 4 Crockford characters.

    The first 80 bits of SHA-256 over canonical JSON (RFC 8785) of
    `{room, seat, edition, seal, answers: [[label, value] in paper order]}`. Keys are ASCII and
    there are no floats, so sorted compact JSON is canonical.
    """
    record = {"room": room, "seat": seat, "edition": edition, "seal": seal, "answers": answers}
    text = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    number = int.from_bytes(sha256(text.encode()).digest()[:10], "big")
    letters = "".join(_CROCKFORD[(number >> shift) & 31] for shift in range(75, -1, -5))
    return "-".join(letters[i : i + 4] for i in range(0, 16, 4))
