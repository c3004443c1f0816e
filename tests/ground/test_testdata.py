"""A run says what it could not read."""

from pathlib import Path

import pytest

READS = "def test_reads(testdata):\n    assert (testdata / 'a.xml').read_text() == 'x'\n"


def run(pytester: pytest.Pytester, text: str) -> tuple[dict[str, int], str]:
    """The outcomes of a run of our own, and the line that tells of what was not read."""
    pytester.makepyfile(text)
    ran = pytester.runpytest_inprocess(
        "-p", "tests.ground.testdata", "-o", "asyncio_default_fixture_loop_scope=function"
    )
    [told] = [line for line in ran.outlines if "INVIGILATE_TESTDATA is not set." in line]
    return ran.parseoutcomes(), told


def test_without_the_folder_a_test_is_skipped_and_counted(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("INVIGILATE_TESTDATA", raising=False)
    assert run(pytester, READS + "def test_other():\n    pass\n") == (
        {"passed": 1, "skipped": 1},
        "1 tests were skipped because INVIGILATE_TESTDATA is not set.",
    )


def test_with_the_folder_a_test_reads_it(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "a.xml").write_text("x")
    monkeypatch.setenv("INVIGILATE_TESTDATA", str(tmp_path))
    assert run(pytester, READS) == (
        {"passed": 1},
        "0 tests were skipped because INVIGILATE_TESTDATA is not set.",
    )


def test_a_folder_that_is_not_there_is_an_error_and_no_skip(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("INVIGILATE_TESTDATA", str(tmp_path / "gone"))
    assert run(pytester, READS)[0] == {"errors": 1}
