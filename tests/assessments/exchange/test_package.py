"""Archives that are out to harm: refused whole, nothing written, little memory used."""

import stat
import struct
import zipfile
from io import BytesIO

import pytest

from invigilate.assessments.exchange.package import open_package
from invigilate.assessments.exchange.reading import read
from invigilate.errors import NotValid
from tests.assessments.samples import choice3, zip_of


def _why(data: bytes) -> str:
    with pytest.raises(NotValid) as refused:
        open_package(data)
    assert (refused.value.word, refused.value.status) == ("unsafe-package", 422)
    return refused.value.sentence.removeprefix("The package was not opened: ")


def _with(info: zipfile.ZipInfo, data: bytes = b"x") -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(info, data)
    return stream.getvalue()


@pytest.mark.parametrize(
    "name", ["../evil.xml", "a/../../evil.xml", "/etc/evil.xml", "C:/evil.xml", "a\\..\\evil.xml"]
)
def test_names_that_point_outside_are_refused(name: str) -> None:
    assert _why(zip_of({name: "x"})) == f"the name {name!r} points outside of the package."


def test_names_with_control_characters_are_refused() -> None:
    assert _why(zip_of({"a\nb.xml": "x"})) == "the name 'a\\nb.xml' has control characters."


def test_links_are_refused() -> None:
    info = zipfile.ZipInfo("link.xml")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert _why(_with(info, b"/etc/passwd")) == "'link.xml' is a link or a device, not a file."


def test_the_same_name_twice_is_refused() -> None:
    data = zip_of({"a.xml": "1", "b.xml": "2"}).replace(b"b.xml", b"a.xml")
    assert _why(data) == "two of its entries have the same name."


def test_archives_inside_are_refused() -> None:
    inner = zip_of({"a.xml": "x"})
    assert _why(zip_of({"more.ZIP": inner})) == (
        "'more.ZIP' is an archive inside the archive: unpack it first."
    )


def test_too_many_entries_are_refused() -> None:
    assert _why(zip_of({f"{n}.xml": "" for n in range(2_001)})) == "it has more than 2,000 entries."


def test_more_than_20_megabytes_are_not_even_looked_at() -> None:
    assert _why(b"PK" + bytes(20_000_000)) == "it is larger than 20 MB."


def test_other_methods_than_deflate_are_refused() -> None:
    info = zipfile.ZipInfo("a.xml")
    info.compress_type = zipfile.ZIP_LZMA
    assert _why(_with(info)) == "'a.xml' is packed by a method other than deflate."


def test_encrypted_entries_are_refused() -> None:
    data = bytearray(zip_of({"a.xml": "x"}))
    struct.pack_into("<H", data, data.index(b"PK\x01\x02") + 8, 1)
    assert _why(bytes(data)) == "'a.xml' is encrypted."


def test_overlapping_entries_are_refused() -> None:
    data = bytearray(zip_of({"a.xml": "x" * 50, "b.xml": "y" * 50}))
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 1)
    struct.pack_into("<L", data, second + 42, 5)
    assert _why(bytes(data)) == "'b.xml' overlaps with another entry."


def test_what_is_no_archive_or_is_cut_off_is_refused() -> None:
    whole = zip_of({"a.xml": "x"})
    assert [_why(b"PK\x03\x04 and no more"), _why(whole[:-8])] == [
        "it is no ZIP file, or a damaged one.",
        "it is no ZIP file, or a damaged one.",
    ]


def test_a_bomb_is_stopped_where_it_grows_more_than_a_hundredfold() -> None:
    package = open_package(zip_of({"bomb.xml": bytes(2_000_000), "fine.xml": bytes(60_000)}))
    assert len(package.read("fine.xml")) == 60_000
    with pytest.raises(NotValid) as refused:
        package.read("bomb.xml")
    assert refused.value.sentence == (
        "The package was not opened: 'bomb.xml' grows more than a hundredfold when unpacked."
    )


def test_a_bomb_among_the_items_refuses_the_whole_package() -> None:
    package = zip_of({"a.xml": choice3("a"), "bomb.xml": b" " * 2_000_000})
    with pytest.raises(NotValid) as refused:
        read(package, "p.zip")
    assert refused.value.word == "unsafe-package"


def test_more_than_100_megabytes_together_are_refused_by_their_headers() -> None:
    data = bytearray(zip_of({"a.xml": "x" * 50, "b.xml": "y" * 50}))
    at = data.index(b"PK\x01\x02")
    struct.pack_into("<L", data, at + 24, 100_000_000)
    assert _why(bytes(data)) == "its files are more than 100 MB altogether."


def test_a_header_that_lies_about_the_size_is_found_out() -> None:
    data = bytearray(zip_of({"a.xml": "x" * 50_000}))
    struct.pack_into("<L", data, data.index(b"PK\x01\x02") + 24, 10)
    package = open_package(bytes(data))
    with pytest.raises(NotValid) as refused:
        package.read("a.xml")
    assert refused.value.sentence == "The package was not opened: 'a.xml' is damaged."


def test_damaged_bytes_are_refused() -> None:
    data = bytearray(zip_of({"a.xml": "some text that is packed " * 20}))
    data[40:60] = bytes(20)
    package = open_package(bytes(data))
    with pytest.raises(NotValid) as refused:
        package.read("a.xml")
    assert refused.value.word == "unsafe-package"


def test_files_are_found_beside_each_other_and_never_above() -> None:
    package = open_package(zip_of({"items/a.xml": "1", "img/b c.png": "2"}))
    assert package.names == ("items/a.xml", "img/b c.png")
    assert package.resolve("../img/b%20c.png?x#y", "items/a.xml") == "img/b c.png"
    assert package.resolve("../../img/b c.png", "items/a.xml") is None
    assert package.resolve("", "items/a.xml") is None
