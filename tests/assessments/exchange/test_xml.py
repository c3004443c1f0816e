"""XML that is out to harm: refused before anything is resolved."""

import socket
import threading

import pytest

from invigilate.assessments.exchange.xml import read_xml
from invigilate.errors import NotValid


def _why(data: bytes) -> str:
    with pytest.raises(NotValid) as refused:
        read_xml(data, "a.xml")
    assert (refused.value.word, refused.value.status) == ("bad-xml", 422)
    return refused.value.sentence.removeprefix("a.xml was not read: ")


DOCTYPE = "it has a DOCTYPE. Remove it: entities and DTDs are not read."


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:1/x"> %x;]><a/>',
        '<?xml version="1.0"?>\n<!-- hello -->\n<?pi x?>\n<!DOCTYPE a><a/>',
        '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><a>&b;</a>',
        "<!doctype a><a/>",
        '<!DOCTYPE a PUBLIC "x" "http://127.0.0.1:1/x.dtd"><a/>',
    ],
)
def test_a_doctype_is_refused_wherever_it_hides(text: str) -> None:
    assert _why(text.encode()) == DOCTYPE
    assert _why(text.encode("utf-8-sig")) == DOCTYPE
    assert _why(text.encode("utf-16")) == DOCTYPE


def test_nobody_is_asked_for_an_entity() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        asked: list[object] = []
        waiting = threading.Thread(target=lambda: asked.append(_accepted(server)), daemon=True)
        waiting.start()
        address = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        _why(f'<!DOCTYPE a [<!ENTITY x SYSTEM "{address}">]><a>&x;</a>'.encode())
        _why(f'<!DOCTYPE a SYSTEM "{address}"><a/>'.encode())
        read_xml(f'<a xmlns:i="http://www.w3.org/2001/XInclude"><i:include href="{address}"/></a>'
                 .encode(), "a.xml")  # fmt: skip
        waiting.join(1)
    waiting.join(5)
    assert asked == ["nobody"]


def _accepted(server: socket.socket) -> object:
    server.settimeout(0.5)
    try:
        return server.accept()
    except OSError:
        return "nobody"


def test_an_undeclared_entity_is_an_error_of_its_line() -> None:
    assert _why(b"<a>\n&x;</a>").startswith("it is not well-formed: Entity 'x' not defined, line 2")


@pytest.mark.parametrize("encoding", ["utf-7", "utf-32", "ebcdic-cp-us"])
def test_encodings_that_can_hide_markup_are_refused(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?><a/>'
    assert _why(text.encode()) == f"its encoding {encoding} is not read. Save it as UTF-8."


def test_utf_32_by_its_mark_is_refused() -> None:
    assert _why("<a/>".encode("utf-32")) == "its encoding is UTF-32. Save it as UTF-8."


def test_bytes_that_are_not_what_they_claim_are_refused() -> None:
    assert _why(b'<?xml version="1.0" encoding="utf-8"?><a>\xff</a>') == (
        "it is not utf-8 as it says."
    )


def test_depth_64_is_read_and_65_is_not() -> None:
    assert read_xml(b"<a>" * 64 + b"</a>" * 64, "a.xml").tag == "a"
    assert _why(b"<a>" * 65 + b"</a>" * 65) == "its elements are nested deeper than 64."
    assert _why(b"<a>" * 100_000 + b"</a>" * 100_000).startswith("it is not well-formed")


def test_more_than_5_megabytes_are_refused() -> None:
    assert _why(b"<a>" + b" " * 5_000_000 + b"</a>") == "it is larger than 5 MB."


def test_lines_count_from_the_top_and_latin_1_is_read() -> None:
    root = read_xml(
        '<?xml version="1.0" encoding="iso-8859-1"?>\n<a>\n<b>é</b></a>'.encode("latin-1"), "a.xml"
    )
    assert f"{root[0].text} in line {root[0].sourceline}" == "é in line 3"
