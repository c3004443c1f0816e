"""The report's time ledger: every entry, what it came to, and who lost time. Pure."""

from collections import defaultdict

from invigilate.ids import SeatId
from invigilate.rooms.report.chronicle import TimeEntry
from invigilate.rooms.report.markup import Part, Row, line, section, subheading, table
from invigilate.rooms.report.places import in_order
from invigilate.rooms.report.sitting import Attendance, SittingReport
from invigilate.rooms.report.words import NONE, TIMES, Speaker, length, signed

ENTRIES = ("Time", "Entry", "For", "How much", "Why", "By")
SUMS = ("Desk", "Number", "Name", "Booked", "Pauses", "Given", "Lost, given back", "Sum")
LOST = ("Desk", "Number", "Name", "Offline", "Lost", "Given back", "Open")
_LEAST_MS = 1_000
"""Less than this that was lost is no loss."""


def ledger(report: SittingReport, speaker: Speaker) -> Part:
    """Every entry, the sum of each student, and whose lost time was not given back."""
    if not report.times:
        entries = line("No clock was stopped, and nobody's end was moved.", "none")
    else:
        entries = table("entries", ENTRIES, [_entry(each, speaker) for each in report.times])
    sums = _sums(report, speaker)
    parts = [entries]
    if sums:
        parts += [subheading("What it came to"), table("sums", SUMS, sums)]
    return section("ledger", "Time ledger", *parts, *_lost(report, speaker))


def _entry(each: TimeEntry, speaker: Speaker) -> Row:
    whom = "the session" if each.seats is None else speaker.places.all_of(each.seats)
    if each.ms is None:
        much = NONE
    else:
        much = length(each.ms) if each.what in ("outage", "resumed") else signed(each.ms)
    by = "booked" if each.what == "accommodation" else speaker.who(each.by)
    what = TIMES.get(each.what, each.what)
    return Row((speaker.moment(each.at), what, whom, much, each.reason or NONE, by))


def _sums(report: SittingReport, speaker: Speaker) -> list[Row]:
    """A line for each student whose end was moved: the columns add up to the last one."""
    by_kind: dict[SeatId, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for entry in report.times:
        if entry.what in ("accommodation", "given", "returned", "reopened"):
            for seat in entry.seats or ():
                by_kind[seat][entry.what] += entry.ms or 0
    rows = []
    for each in in_order(report.attendance):
        kinds = by_kind[each.seat]
        pauses = each.given_ms - sum(kinds.values())
        given = kinds["given"] + kinds["reopened"]
        moved = (kinds["accommodation"], pauses, given, kinds["returned"])
        if any(moved):
            cells = [signed(ms) if ms else NONE for ms in moved]
            rows.append(Row((*_who(each, speaker), *cells, signed(each.given_ms))))
    return rows


def _who(each: Attendance, speaker: Speaker) -> tuple[str, str, str]:
    return speaker.places.desk(each), each.number, each.name


def _lost(report: SittingReport, speaker: Speaker) -> list[Part]:
    lines = [each for each in in_order(report.attendance) if each.offline]
    if not lines:
        return []
    rows = [
        Row(
            (
                *_who(each, speaker),
                "\n".join(f"{speaker.moment(s)} for {length(u - s)}" for s, u in each.offline),
                length(each.lost_ms),
                length(each.returned_ms) if each.returned_ms else NONE,
                length(open_ms(each)) if open_ms(each) else NONE,
            )
        )
        for each in lines
    ]
    return [subheading("Time lost offline"), table("lost", LOST, rows), _open(lines, speaker)]


def open_ms(each: Attendance) -> int:
    """Of what was lost, what nobody gave back."""
    left = each.lost_ms - each.returned_ms
    return left if left >= _LEAST_MS else 0


def _open(lines: list[Attendance], speaker: Speaker) -> Part:
    names = [
        f"{speaker.places.name(each.seat)} {each.name} ({length(open_ms(each))})"
        for each in lines
        if open_ms(each)
    ]
    if not names:
        return line("All time that was lost was given back.")
    return line(f"Lost time and were not given it back: {', '.join(names)}.", "grave")
