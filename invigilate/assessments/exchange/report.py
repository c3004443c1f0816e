"""What an import gives: the items, what belongs to them, and an account of every single one."""

import hashlib
from collections.abc import Iterable
from typing import Literal

import msgspec

from invigilate.assessments.items import Item, Navigation
from invigilate.errors import NotValid

MOST_ITEMS = 2_000
"""In one file; as many as a package may have entries."""

Verdict = Literal["taken", "warned", "refused"]


class Media(msgspec.Struct, frozen=True):
    """The bytes of a file and their media type."""

    data: bytes
    type: str


class Entry(msgspec.Struct, frozen=True):
    """What became of one item, why, and where it stands (`line` counts from 1; 0: not known).

    An item that is kept and cannot be delivered is *warned*, and `not_deliverable` says why.
    """

    item: str
    verdict: Verdict
    reasons: tuple[str, ...] = ()
    file: str = ""
    line: int = 0
    title: str = ""
    not_deliverable: str = ""


class ImportReport(msgspec.Struct, frozen=True):
    """The account of one file: an entry per item, in the file's order, and notes on the whole."""

    name: str
    format: str
    entries: tuple[Entry, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def taken(self) -> tuple[Entry, ...]:
        """Those without any reservation."""
        return self._all("taken")

    @property
    def warned(self) -> tuple[Entry, ...]:
        """Those taken with a warning, the not deliverable ones among them."""
        return self._all("warned")

    @property
    def refused(self) -> tuple[Entry, ...]:
        """Those that are not among the imported items."""
        return self._all("refused")

    @property
    def not_deliverable(self) -> tuple[Entry, ...]:
        """Those kept unchanged that no student can be given."""
        return tuple(entry for entry in self.entries if entry.not_deliverable)

    def sentence(self) -> str:
        """The counts in words."""
        return (
            f"{len(self.entries)} items: {len(self.taken)} taken, {len(self.warned)} taken with "
            f"a warning, {len(self.refused)} refused; {len(self.not_deliverable)} not deliverable."
        )

    def _all(self, verdict: Verdict) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.verdict == verdict)


class Imported(msgspec.Struct, frozen=True):
    """`media`: "<sha256>.<ext>" → picture. `originals`: the SHA-256 that an item's source names →
    the bytes that it was made from, to be kept unchanged."""

    title: str
    items: tuple[Item, ...]
    report: ImportReport
    media: dict[str, Media] = {}
    originals: dict[str, Media] = {}
    navigation: Navigation = "free"
    language: str = ""


def taken(item: Item, reasons: Iterable[str]) -> Entry:
    """The entry of an item that is kept: warned where there is something to say."""
    why = tuple(dict.fromkeys(reasons))
    return Entry(
        item.id,
        "warned" if why or not item.deliverable else "taken",
        why,
        item.source.file,
        item.source.line,
        item.title,
        item.why_not,
    )


def refused(item: str, reason: str, file: str = "", line: int = 0, title: str = "") -> Entry:
    """The entry of an item that is not kept."""
    return Entry(item, "refused", (reason,), file, line, title)


def faulty(sentence: str, line: int = 0) -> NotValid:
    """An item that says something impossible: caught by its importer, which refuses that item."""
    return NotValid("faulty-item", sentence, line=line)


def too_many(name: str) -> NotValid:
    """A file with more items than any paper or bank has use for."""
    return NotValid("too-many", f"{name} was not read: it has more than 2,000 items.", file=name)


def line_of(fault: NotValid, otherwise: int = 0) -> int:
    """The line that a fault names."""
    line = fault.details.get("line")
    return line if isinstance(line, int) and line else otherwise


def sha256(data: bytes) -> str:
    """The SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()
