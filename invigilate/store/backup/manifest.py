"""What a backup says of itself: `manifest.json`, the last member of the file."""

from typing import Literal

import msgspec
from msgspec import Struct

from invigilate.errors import NotValid

FORMAT = 1
"""Counts up whenever an older program could no longer read what is written."""

ColumnType = Literal["text", "integer", "real", "boolean", "bytes"]


class ColumnOf(Struct, frozen=True):
    """A column, by its name in the database."""

    name: str
    type: ColumnType


class TableOf(Struct, frozen=True):
    """A table: member `tables/NAME.jsonl`, a JSON array a row, bytes as base64."""

    name: str
    columns: tuple[ColumnOf, ...]
    """In the order of the values in each row."""
    key: tuple[str, ...]
    """Rows stand in the order of these, texts by their UTF-8 bytes."""
    rows: int
    sha256: str
    """Of the member's bytes."""


class RoomOf(Struct, frozen=True):
    """Where a room's log ended."""

    room: str
    version: int
    epoch: str
    chain: str


class Manifest(Struct, frozen=True):
    """All that it takes to read the file; tables stand in an order in which they can be filled."""

    format: int
    program: str
    revision: str
    """Of the database's tables."""
    made_at: int
    kind: str
    """Of the database that it was taken from."""
    tables: tuple[TableOf, ...]
    rooms: tuple[RoomOf, ...]
    secret_check: str
    """Tells one server secret from another, and tells nothing of it; empty: there was none."""
    secret: str
    """The server secret, encrypted under a passphrase; empty: it was not asked for."""

    @property
    def rows(self) -> int:
        """Of all tables."""
        return sum(table.rows for table in self.tables)


class _Format(Struct):
    format: int
    program: str = ""


def encode(manifest: Manifest) -> bytes:
    """As JSON that a person can read."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1)


def decode(data: bytes) -> Manifest:
    """Reads `encode` back. Raises NotValid: of a newer format, or no manifest at all."""
    try:
        told = msgspec.json.decode(data, type=_Format)
        if told.format > FORMAT:
            raise NotValid(
                "newer-backup",
                f"The backup is of format {told.format}, written by invigilate {told.program};"
                f" this version reads formats up to {FORMAT}. Restore it with that version."
                " Nothing was changed.",
            )
        return msgspec.json.decode(data, type=Manifest)
    except msgspec.MsgspecError as fault:
        raise NotValid(
            "no-backup", f"The file's manifest cannot be read ({fault}). Nothing was changed."
        ) from fault
