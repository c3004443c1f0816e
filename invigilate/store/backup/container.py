"""The one file of a backup: a zip that any tool opens, and that one changed byte spoils.

A zip has places that nobody checks. So its comment, the last bytes of the file, is the SHA-256 of
all bytes before it: a file that was cut or altered anywhere is told from a whole one before
anything of it is used. The members are checked once more against the manifest while they are read.
"""

import os
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import IO, cast

from invigilate.errors import NotValid
from invigilate.store.backup.manifest import Manifest, TableOf, decode, encode

MARK = b"invigilate backup, sha256 of all before: "
COMMENT_BYTES = len(MARK) + 64
MANIFEST = "manifest.json"
BLOCK = 1 << 20


class _Hashed:
    """What is written, hashed but for as many last bytes as the comment has; cannot be sought."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._tail = b""
        self._sum = sha256()

    def write(self, data: bytes, /) -> int:
        """Writes on and on."""
        held = self._tail + bytes(data)
        cut = max(0, len(held) - COMMENT_BYTES)
        self._sum.update(held[:cut])
        self._tail = held[cut:]
        return self._file.write(data)

    def flush(self) -> None:
        """To the system."""
        self._file.flush()

    def hexdigest(self) -> str:
        """Of all but the comment."""
        return self._sum.hexdigest()


class Writing:
    """A backup that is being written; it bears its name only once it is whole and on the disk."""

    def __init__(self, path: Path) -> None:
        """Raises NotValid where the file is there already or cannot be made."""
        self._path = path
        self._draft = path.with_name(f"{path.name}.part")
        if path.exists():
            raise NotValid("backup-file", f"{path} is there already; name another file.")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._draft.unlink(missing_ok=True)  # it may be another one's, or open to all
            opened = os.open(self._draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as fault:
            raise NotValid("backup-file", f"{path} cannot be written: {fault.strerror}.") from None
        self._file = os.fdopen(opened, "wb")
        self._hashed = _Hashed(self._file)
        self._zip = zipfile.ZipFile(
            cast("IO[bytes]", self._hashed),
            mode="w",
            compression=zipfile.ZIP_DEFLATED,
            compresslevel=1,
        )
        self._zip.comment = MARK + b"0" * 64

    def add(self, name: str, parts: Iterable[bytes]) -> str:
        """Writes a member, part by part; gives its SHA-256."""
        whole = sha256()
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        with self._zip.open(info, "w", force_zip64=True) as member:
            for part in parts:
                whole.update(part)
                member.write(part)
        return whole.hexdigest()

    def finish(self, manifest: Manifest) -> None:
        """Writes the manifest and the sum of all, to the disk, and gives the file its name."""
        self.add(MANIFEST, [encode(manifest)])
        self._zip.close()
        self._file.seek(-COMMENT_BYTES, os.SEEK_END)
        self._file.write(MARK + self._hashed.hexdigest().encode())
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._draft.rename(self._path)
        sync_folder(self._path.parent)

    def drop(self) -> None:
        """Leaves nothing behind."""
        with suppress(OSError, ValueError):
            self._zip.close()  # or it would write its end when it is collected
        with suppress(OSError):
            self._file.close()
        self._draft.unlink(missing_ok=True)


class Reading:
    """A backup whose every byte is as it was written."""

    def __init__(self, path: Path) -> None:
        """Raises NotValid: no file, no backup, damaged, cut, or of a newer format."""
        _require_whole(path)
        try:
            self._zip = zipfile.ZipFile(path)
        except zipfile.BadZipFile as fault:
            raise damaged(path, str(fault)) from fault
        self.path = path
        self.manifest = decode(self._zip.read(MANIFEST))

    def lines(self, table: TableOf) -> Iterator[bytes]:
        """The rows of a table as they stand in the file."""
        with self._zip.open(f"tables/{table.name}.jsonl") as member:
            yield from member

    def close(self) -> None:
        """Lets go of the file."""
        self._zip.close()


def damaged(path: Path, why: str) -> NotValid:
    """The refusal of a file that is not as it was written."""
    return NotValid(
        "backup-damaged",
        f"{path} is damaged: {why}. Nothing was changed. Fetch the file again from where it is"
        " kept, or take the backup before it.",
    )


def _require_whole(path: Path) -> None:
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - COMMENT_BYTES))
            comment = file.read()
            if not comment.startswith(MARK):
                raise damaged(path, "its end is not that of a backup (cut short, or another file)")
            if comment != MARK + _sum(file, size - COMMENT_BYTES).encode():
                raise damaged(path, "its bytes are not those that were written")
    except OSError as fault:
        raise NotValid("backup-file", f"{path} cannot be read: {fault.strerror}.") from None


def _sum(file: IO[bytes], upto: int) -> str:
    whole = sha256()
    file.seek(0)
    while upto > 0:
        block = file.read(min(BLOCK, upto))
        whole.update(block)
        upto -= len(block)
    return whole.hexdigest()


def sync_folder(folder: Path) -> None:
    """Puts the names in a folder on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
