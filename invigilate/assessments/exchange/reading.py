"""One way in for every format, told apart by what the file holds."""

from invigilate.assessments.exchange.gift import read_gift
from invigilate.assessments.exchange.own import read_own
from invigilate.assessments.exchange.qti import read_qti
from invigilate.assessments.exchange.report import Imported
from invigilate.errors import NotValid


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
