"""One way in for every format, told apart by what the file holds."""

from ...errors import NotValid
from .gift import read_gift
from .own import read_own
from .qti import read_qti
from .report import Imported


def read(data: bytes, name: str) -> Imported:
    """The items of a file: a QTI package or item, our own JSON, or GIFT.

    Raises NotValid with what is wrong with the file as a whole; what is wrong with single items
    stands in the report. Takes seconds and up to some 150 MB for the largest packages, so a
    server calls it outside of its event loop.
    """
    start = data[:512].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start:
        raise NotValid("empty-file", f"{name} is empty.", file=name)
    if data.startswith((b"PK", b"\xff\xfe", b"\xfe\xff")) or start.startswith(b"<"):
        return read_qti(data, name)
    if start.startswith(b"{") and not name.lower().endswith((".txt", ".gift")):
        return read_own(data, name)
    return read_gift(data, name)
