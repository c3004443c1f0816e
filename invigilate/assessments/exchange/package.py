"""A ZIP file read with suspicion, in memory only.

Refused as a whole, before anything is inflated: more than 20 MB or 2,000 entries, names that are
absolute or climb (`..`), drive letters, backslashes, control characters, the same name twice,
links and devices, encryption, archives inside, other methods than stored and deflated, entries
that overlap (Fifield 2019: 42 kB → 5 GB). While inflating: more than 100 MB altogether, or an
entry past 64 KiB that grew more than a hundredfold. Sizes in headers are not believed.
"""

import posixpath
import stat
import zipfile
from io import BytesIO
from urllib.parse import unquote

from invigilate.errors import NotValid

MOST_BYTES_IN = 20_000_000
MOST_BYTES_OUT = 100_000_000
MOST_ENTRIES = 2_000
MOST_RATIO = 100
RATIO_FROM_BYTES = 65_536

_ARCHIVES = (".zip", ".jar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".tar", ".zst")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_CHUNK = 65_536
_LOCAL_HEADER = 30


class Package:
    """The files of an archive by name. What `read` inflates counts towards one common limit."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._entries = {entry.filename: entry for entry in archive.infolist()}
        self._read: dict[str, bytes] = {}
        self._inflated = 0

    @property
    def names(self) -> tuple[str, ...]:
        """All files, in the archive's order, without folders."""
        return tuple(name for name, entry in self._entries.items() if not entry.is_dir())

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def resolve(self, href: str, beside: str) -> str | None:
        """The file that `href` means in the file `beside`; None if the package has none such."""
        path = unquote(href.split("#")[0].split("?")[0])
        name = posixpath.normpath(posixpath.join(posixpath.dirname(beside), path))
        return name if path and name in self._entries else None

    def read(self, name: str) -> bytes:
        """The bytes of a file. Raises NotValid if they are damaged or too many."""
        if name not in self._read:
            self._read[name] = self._inflate(self._entries[name])
        return self._read[name]

    def _inflate(self, entry: zipfile.ZipInfo) -> bytes:
        parts: list[bytes] = []
        size = 0
        try:
            with self._archive.open(entry) as stream:
                while part := stream.read(_CHUNK):
                    size += len(part)
                    self._inflated += len(part)
                    self._check_size(entry, size)
                    parts.append(part)
        except (zipfile.BadZipFile, EOFError, OSError, ValueError) as fault:
            raise _unsafe(f"{entry.filename!r} is damaged.") from fault
        except Exception as fault:  # zlib.error is no OSError, and zipfile lets it through
            if type(fault).__module__ != "zlib":
                raise
            raise _unsafe(f"{entry.filename!r} is damaged.") from fault
        return b"".join(parts)

    def _check_size(self, entry: zipfile.ZipInfo, size: int) -> None:
        if self._inflated > MOST_BYTES_OUT:
            raise _unsafe("its files are more than 100 MB altogether.")
        if size > RATIO_FROM_BYTES and size > MOST_RATIO * max(entry.compress_size, 1):
            raise _unsafe(f"{entry.filename!r} grows more than a hundredfold when unpacked.")


def open_package(data: bytes) -> Package:
    """The package in `data`. Raises NotValid("unsafe-package") with what is wrong in it."""
    if len(data) > MOST_BYTES_IN:
        raise _unsafe("it is larger than 20 MB.")
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError) as fault:
        raise _unsafe("it is no ZIP file, or a damaged one.") from fault
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise _unsafe("it has more than 2,000 entries.")
    if sum(entry.file_size for entry in entries) > MOST_BYTES_OUT:
        raise _unsafe("its files are more than 100 MB altogether.")
    for entry in entries:
        _check_entry(entry)
    if len({entry.filename for entry in entries}) < len(entries):
        raise _unsafe("two of its entries have the same name.")
    _check_places(entries, len(data))
    return Package(archive)


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.orig_filename
    parts = name.split("/")
    mode = entry.external_attr >> 16
    if name.startswith("/") or ".." in parts or "\\" in name or ":" in parts[0]:
        raise _unsafe(f"the name {name!r} points outside of the package.")
    if not name or any(ord(c) < 32 or ord(c) == 127 for c in name):
        raise _unsafe(f"the name {name!r} has control characters.")
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise _unsafe(f"{name!r} is a link or a device, not a file.")
    if entry.flag_bits & 0x41:
        raise _unsafe(f"{name!r} is encrypted.")
    if entry.compress_type not in _METHODS:
        raise _unsafe(f"{name!r} is packed by a method other than deflate.")
    if name.lower().endswith(_ARCHIVES):
        raise _unsafe(f"{name!r} is an archive inside the archive: unpack it first.")


def _check_places(entries: list[zipfile.ZipInfo], size: int) -> None:
    end = 0
    for entry in sorted(entries, key=lambda e: e.header_offset):
        if entry.header_offset < end:
            raise _unsafe(f"{entry.filename!r} overlaps with another entry.")
        end = entry.header_offset + _LOCAL_HEADER + entry.compress_size
    if end > size:
        raise _unsafe("it is cut off.")


def _unsafe(what: str) -> NotValid:
    return NotValid("unsafe-package", f"The package was not opened: {what}")
