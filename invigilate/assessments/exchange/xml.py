"""XML from strangers: no DOCTYPE, no entities, no network, no depth, no size to speak of.

The encoding is settled before the parser sees anything, so that a DOCTYPE cannot hide in UTF-7 or
UTF-32: the text is decoded here, searched up to its root element, and handed on as UTF-8.
"""

import re

from lxml import etree

from invigilate.errors import NotValid

MOST_BYTES = 5_000_000
MOST_DEPTH = 64

_ENCODINGS = {"utf-8", "utf8", "us-ascii", "ascii", "utf-16", "iso-8859-1", "windows-1252"}
_DECLARATION = re.compile(r"^\s*<\?xml\s[^>]*?\?>")
_ENCODING = re.compile(rb"""^\s*<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_DOCTYPE = re.compile(r"(?:\s|<\?.*?\?>|<!--.*?-->)*+<!(?:DOCTYPE|ENTITY)", re.S | re.I)


def read_xml(data: bytes, name: str) -> etree._Element:
    """The root element, without comments and processing instructions.

    Raises NotValid("bad-xml"); its sentence names the file and, where known, the line.
    """
    if len(data) > MOST_BYTES:
        raise _bad(name, "it is larger than 5 MB.")
    text = _decoded(data, name)
    if _DOCTYPE.match(text):
        raise _bad(name, "it has a DOCTYPE. Remove it: entities and DTDs are not read.")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise _bad(name, f"it is not well-formed: {fault}") from None
    _check_depth(root, name)
    return root


def _decoded(data: bytes, name: str) -> str:
    if data.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        raise _bad(name, "its encoding is UTF-32. Save it as UTF-8.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    else:
        declared = _ENCODING.match(data.removeprefix(b"\xef\xbb\xbf"))
        encoding = declared[1].decode("ascii").lower() if declared else "utf-8"
        if encoding == "utf-16" or encoding not in _ENCODINGS:
            raise _bad(name, f"its encoding {encoding} is not read. Save it as UTF-8.")
    try:
        text = data.decode("utf-8-sig" if encoding in ("utf-8", "utf8") else encoding)
    except UnicodeDecodeError as fault:
        raise _bad(name, f"it is not {encoding} as it says.") from fault
    text = text.removeprefix("\ufeff")
    declaration = _DECLARATION.match(text)
    if declaration is None:
        return text
    return "\n" * declaration[0].count("\n") + text[declaration.end() :]


def _check_depth(root: etree._Element, name: str) -> None:
    level = [root]
    for _ in range(MOST_DEPTH):
        level = [child for element in level for child in element]
        if not level:
            return
    raise _bad(name, f"its elements are nested deeper than {MOST_DEPTH}.")


def _bad(name: str, what: str) -> NotValid:
    return NotValid("bad-xml", f"{name} was not read: {what}", file=name)
