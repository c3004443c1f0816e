"""Whatever students and staff wrote stays text on the page."""

from msgspec.structs import replace

from invigilate.rooms import commands as c
from invigilate.rooms import orders as o
from invigilate.rooms.plan import Entry
from invigilate.rooms.report.page import page
from tests.reports.cells import Taken
from tests.reports.hall import BERLIN, PLAN, READING, Hall, seats

HOSTILE = (
    "</td></table><script>alert(1)</script>",
    "\"><img src=x onerror='alert(1)'>",
    "' style='display:none' x='",
    "<!-- <style>*{display:none}</style>",
    "&lt;b&gt; &amp; &#60;b&#62;",
    "</title><meta http-equiv=refresh content=0>",
    "\u202egnirts a\u2066 <svg/onload=alert(1)>",
    "{{title}} %s ${x} ]]>",
)


def told(word: str) -> str:
    """A page on which every text that people write is this one."""
    plan = replace(PLAN, title=word)
    hall = Hall(Entry("s1", word, word, word, word), Entry("s2", "2", "Two", "H", "A1"), plan=plan)
    hall.joins("s1")
    hall.does("s1", c.Begin())
    one = seats("s1")
    for action in (
        o.Attend(one, "present"),
        o.Identify(one, "doubted", word),
        o.Note(one, "incident", word),
        o.Announce(None, word),
        o.Pause(None, word),
        o.Resume(None, word),
        o.Extend(one, 60_000, word),
        o.Lock(one, word),
        o.End(seats("s2"), word),
        o.Dismiss(one, "away", "seen-to"),
    ):
        hall.staff("first", action)
    hall.house(c.Close(word))
    report = hall.report()
    named = replace(report, code=word, staff=[replace(one, name=word) for one in report.staff])
    return page(named, READING, BERLIN)


def test_no_text_becomes_markup() -> None:
    plain = Taken(told("harmless"))
    for word in HOSTILE:
        taken = Taken(told(word))
        assert taken.elements == plain.elements
        assert taken.attributes == plain.attributes
        assert {name: len(rows) for name, rows in taken.tables.items()} == {
            name: len(rows) for name, rows in plain.tables.items()
        }


def test_every_text_stands_there_as_it_was_written() -> None:
    plain = Taken(told("harmless"))
    for word in HOSTILE:
        taken = Taken(told(word))
        assert taken.headings[0] == word
        assert taken.facts["Staff"] == taken.facts["Code"] == word
        for name, rows in plain.tables.items():
            if name != "register":  # its fingerprints differ, and its order follows the desk
                assert sorted(taken.tables[name]) == sorted(
                    [cell.replace("harmless", word) for cell in row] for row in rows
                )
        [line] = [row for row in taken.rows("register") if row[1] == word]
        assert (line[0], line[2]) == (f"{word} {word}", word)
