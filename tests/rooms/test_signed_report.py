"""A signed report shows whether a letter of it was altered, and whose it is."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from invigilate.errors import NotValid
from invigilate.rooms import orders as o
from invigilate.rooms.report.signed import canonical, held, key_bytes, public_key, signed
from invigilate.rooms.report.sitting import SittingReport
from tests.rooms.script import ADA, NINE, OPENED, Script, begun, staff
from tests.rooms.test_sitting_report import report

SECRET, OTHER = b"s" * 32, b"t" * 32


@pytest.fixture(scope="module")
def told() -> SittingReport:
    script = Script(
        OPENED, begun(ADA), staff("r1", o.Announce(None, "Zehn “Minuten” \U0001f308\n"))
    )
    return report(script)


def altered(data: bytes, *path: str | int, value: object) -> bytes:
    """The file with another value at this place."""
    document: Any = json.loads(data)
    inner = document
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = value
    return json.dumps(document).encode()


def refused(data: bytes) -> str:
    with pytest.raises(NotValid) as refusal:
        held(data)
    return refusal.value.word


def test_a_report_comes_back_with_the_key_that_signed_it(told: SittingReport) -> None:
    one = held(signed(told, SECRET))
    assert (one.report, one.key) == (told, public_key(SECRET))
    assert len(key_bytes(one.key)) == 32


def test_the_same_report_gives_the_same_file_and_another_server_another(
    told: SittingReport,
) -> None:
    assert signed(told, SECRET) == signed(told, SECRET)
    assert public_key(SECRET) != public_key(OTHER)
    assert held(signed(told, OTHER)).key == public_key(OTHER)


def test_how_the_file_is_set_out_does_not_matter(told: SittingReport) -> None:
    again = json.dumps(json.loads(signed(told, SECRET)), sort_keys=True, ensure_ascii=True)
    assert held(again.encode()).report == told


def test_what_is_signed_is_what_any_json_writer_gives(told: SittingReport) -> None:
    document = json.loads(signed(told, SECRET))
    plain = json.dumps(
        document["report"], sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    assert canonical(told) == plain.encode()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("report", "title"), "Physicz"),
        (("report", "version"), 8),
        (("report", "at"), float(NINE)),
        (("report", "chain"), "0" * 63 + "1"),
        (("report", "attendance", 0, "name"), "Adb"),
        (("report", "attendance", 0, "seals"), [{}]),
        (("report", "more"), None),
        (("report", "title"), "\ud800"),
        (("report", "version"), 2**80),
    ],
)
def test_one_letter_of_the_report_altered_is_refused(
    told: SittingReport, path: tuple[str | int, ...], value: object
) -> None:
    assert refused(altered(signed(told, SECRET), *path, value=value)) == "report-altered"


def test_no_letter_of_the_signature_may_be_another(told: SittingReport) -> None:
    data = signed(told, SECRET)
    value = json.loads(data)["signature"]["value"]
    for at, letter in enumerate(value):
        other = chr(ord(letter) ^ 1) if letter.isalnum() else "A"
        spoilt = value[:at] + other + value[at + 1 :]
        assert refused(altered(data, "signature", "value", value=spoilt)) == "report-altered"
    # The last letter has bits that mean nothing: only one way to write them is taken.
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_":
        spoilt = value[:-1] + letter
        if spoilt != value:
            assert refused(altered(data, "signature", "value", value=spoilt)) == "report-altered"


def test_another_key_beside_it_is_refused(told: SittingReport) -> None:
    data = altered(signed(told, SECRET), "signature", "key", value=public_key(OTHER))
    assert refused(data) == "report-altered"


def test_a_name_that_stands_twice_is_refused(told: SittingReport) -> None:
    data = signed(told, SECRET).replace(b'"title":', b'"title": "Chemistry", "title":', 1)
    assert refused(data) == "report-none"


@pytest.mark.parametrize(
    ("path", "value", "word"),
    [
        (("format",), "another", "report-none"),
        (("version",), 3, "report-newer"),
        (("version",), 1, "report-none"),
        (("version",), 0, "report-none"),
        (("version",), "1", "report-none"),
        (("report",), [], "report-none"),
        (("more",), 1, "report-none"),
        (("signature", "algorithm"), "none", "report-none"),
        (("signature", "key"), "short", "key"),
        (("signature", "more"), 1, "report-none"),
    ],
)
def test_what_is_no_such_file_is_told(
    told: SittingReport, path: tuple[str, ...], value: object, word: str
) -> None:
    assert refused(altered(signed(told, SECRET), *path, value=value)) == word


@pytest.mark.parametrize("data", [b"", b"no JSON", b"\xff\xfe", b"[]", b"[" * 200_000, b"null"])
def test_what_is_no_json_is_told(data: bytes) -> None:
    assert refused(data) == "report-none"


def test_the_program_in_the_document_verifies_it(told: SittingReport, tmp_path: Path) -> None:
    """What docs/record.md gives to whoever has this program not, run as it stands there."""
    document = (Path(__file__).parents[2] / "docs" / "record.md").read_text()
    [program] = re.findall(r"^```python\n(.*?)^```$", document, re.DOTALL | re.MULTILINE)
    file, spoilt = tmp_path / "a.json", tmp_path / "b.json"
    file.write_bytes(signed(told, SECRET))
    spoilt.write_bytes(file.read_bytes().replace(b"Ada", b"Adb"))
    runs = [
        subprocess.run(
            [sys.executable, "-c", program, path, public_key(SECRET)],
            stderr=subprocess.PIPE,
            check=False,
            text=True,
        )
        for path in (file, spoilt)
    ]
    assert [each.returncode for each in runs] == [0, 1]
    assert runs[0].stderr == ""
    assert runs[1].stderr.endswith("cryptography.exceptions.InvalidSignature\n")
