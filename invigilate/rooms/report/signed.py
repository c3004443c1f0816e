"""A report with the server's signature: a file that shows whether a letter of it was altered.

    {"format": "invigilate-sitting-report", "version": 2, "report": …,
     "signature": {"algorithm": "Ed25519", "key": …, "value": …}}

Ed25519 (RFC 8032) over the report's canonical JSON: keys sorted, no spaces, UTF-8, whole numbers
only. How the file is set out in lines does not matter. The private key is derived from the server's
secret for this alone; key and signature are URL-safe base64 without padding.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any, Final

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from invigilate.errors import NotValid
from invigilate.rooms.report.sitting import SittingReport
from invigilate.secret import derive

FORMAT: Final = "invigilate-sitting-report"
VERSION: Final = 2
ALGORITHM: Final = "Ed25519"
KEY_BYTES, VALUE_BYTES = 32, 64


class Signature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    algorithm: str
    key: str
    value: str


class Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file. What stands in `report` is not looked at before its signature is."""

    format: str
    version: int
    report: dict[str, Any]
    signature: Signature


class Held(msgspec.Struct, frozen=True):
    """A report whose signature holds, and the key that made it."""

    report: SittingReport
    key: str


def public_key(secret: bytes) -> str:
    """What a school publishes, 43 characters: with it anyone can verify the server's reports."""
    return _base64(_private(secret).public_key().public_bytes_raw())


def signed(report: SittingReport, secret: bytes) -> bytes:
    """The file, readable and ending in a newline; the same report gives the same bytes."""
    text = canonical(report)
    signature = Signature(ALGORITHM, public_key(secret), signature_of(report, secret))
    document = Document(FORMAT, VERSION, json.loads(text), signature)
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"


def signature_of(report: SittingReport, secret: bytes) -> str:
    """What stands as `signature.value` in the file."""
    return _base64(_private(secret).sign(canonical(report)))


def held(data: bytes) -> Held:
    """Reads `signed` back and holds the signature against the key that stands beside it.

    Whose key that is, the caller must ask. Raises NotValid: `report-none` (no such file),
    `report-newer`, `report-altered`, `report-unknown` (signed, and not of a form known here).
    """
    document = _document(data)
    signature = document.signature
    key = key_bytes(signature.key)
    try:
        text = canonical(document.report)
        value = _bytes(signature.value, VALUE_BYTES)
        Ed25519PublicKey.from_public_bytes(key).verify(value, text)
    except (InvalidSignature, ValueError, OverflowError, RecursionError):
        sentence = (
            "The signature does not hold: the report is not the one that was signed with the key"
            f" {signature.key}. Get the file again from whoever made it."
        )
        raise NotValid("report-altered", sentence) from None
    try:
        return Held(msgspec.convert(document.report, SittingReport), signature.key)
    except msgspec.ValidationError as fault:
        sentence = f"The signature holds, and the report is of no known form: {fault}."
        raise NotValid("report-unknown", sentence) from None


def canonical(report: object) -> bytes:
    """What is signed."""
    return msgspec.json.encode(report, order="sorted")


def key_bytes(text: str) -> bytes:
    """A public key as it is published. Raises NotValid (`key`)."""
    try:
        return _bytes(text, KEY_BYTES)
    except ValueError:
        sentence = f"“{text}” is no public key: 43 letters, digits, - and _, as `--key` prints it."
        raise NotValid("key", sentence) from None


def _document(data: bytes) -> Document:
    try:
        told = json.loads(data, object_pairs_hook=_distinct)
    except RecursionError:
        raise _none("it is nested too deeply") from None
    except ValueError as fault:
        raise _none(f"it cannot be read as JSON: {fault}") from None
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise _none(f"its “format” is not “{FORMAT}”")
    version = told.get("version")
    if isinstance(version, int) and version > VERSION:
        sentence = f"The report is of the newer format {version}. Update this program."
        raise NotValid("report-newer", sentence)
    try:
        document = msgspec.convert(told, Document)
    except msgspec.ValidationError as fault:
        raise _none(str(fault)) from None
    if document.version != VERSION or document.signature.algorithm != ALGORITHM:
        raise _none(f"it is not of version {VERSION} and signed by {ALGORITHM}")
    return document


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """One reader takes the first of two members with one name, another the last: so none may."""
    told = dict(pairs)
    if len(told) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return told


def _none(why: str) -> NotValid:
    return NotValid("report-none", f"This is no signed report of a sitting: {why}.")


def _private(secret: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(derive(secret, "sitting report"))


def _base64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str, length: int) -> bytes:
    """Reads `_base64` back. Raises ValueError where it is not the one way to write such bytes."""
    data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if len(data) != length or _base64(data) != text:
        raise ValueError("another length, or other letters")
    return data
