"""The report's register of a hall, and the plan of who sat where. Pure."""

from invigilate.ids import SeatId
from invigilate.rooms.report.marks import Mark
from invigilate.rooms.report.markup import Part, Row, line, section, subheading, table
from invigilate.rooms.report.places import Hall, halls, in_order
from invigilate.rooms.report.sitting import Attendance, SittingReport
from invigilate.rooms.report.words import NONE, Speaker, counted, signed

REGISTER = (
    *("Desk", "Number", "Name", "Status", "Attendance", "Identity", "Began", "Ended"),
    *("Extra time", "Sealed", "Signature"),
)
ENDED = {"time": "time was over", "staff": "by staff", "close": "at the close"}
DENSE = 14
"""A row with more places than these is set in smaller type."""


def register(report: SittingReport, speaker: Speaker) -> Part:
    """Every seat: who, whether they were there, when they wrote, what was sealed."""
    if not report.attendance:
        return section("register", "Attendance register", line("Nobody is on the roster.", "none"))
    rows = [_registered(each, speaker) for each in in_order(report.attendance)]
    return section("register", "Attendance register", table("register", REGISTER, rows))


def _registered(each: Attendance, speaker: Speaker) -> Row:
    cells = (
        speaker.places.desk(each),
        each.number,
        f"{each.name}\nguest" if each.guest else each.name,
        "withdrawn" if each.withdrawn else each.status,
        _mark(each.attendance, speaker),
        _mark(each.identity, speaker),
        speaker.moment(each.begun_at),
        _ended(each, speaker),
        _extra(each),
        "\n".join((_sealed(each, speaker), *_not_counted(each))),
        "",
    )
    return Row(cells, "gone" if each.withdrawn else "")


def _mark(mark: Mark | None, speaker: Speaker) -> str:
    if mark is None:
        return NONE
    reason = f"\n{mark.reason}" if mark.reason else ""
    return f"{mark.mark} {speaker.moment(mark.at)}\n{speaker.who(mark.by)}{reason}"


def _extra(each: Attendance) -> str:
    parts = [f"{each.extra_percent} %"] if each.extra_percent else []
    parts += [signed(each.given_ms)] if each.given_ms else []
    return "\n".join(parts) or NONE


def _ended(each: Attendance, speaker: Speaker) -> str:
    if each.ended_at is None:
        return NONE
    how, why = each.handed_in, ENDED.get(each.ended_why, each.ended_why)
    if each.ended_why == "staff" and how is not None and how.at == each.ended_at:
        why = f"by {speaker.who(how.by)}"
    return f"{speaker.moment(each.ended_at)}\n{why}"


def _not_counted(each: Attendance) -> list[str]:
    return [f"{counted(each.held, 'change')} held, not counted"] if each.held else []


def _sealed(each: Attendance, speaker: Speaker) -> str:
    """The last seal; beneath it how it came about, where that was not with the end."""
    if not each.seals:
        return NONE
    seal, how = each.seals[-1], each.handed_in
    mark = f"{seal.number}  {seal.fingerprint}"
    if how is None:
        return f"{mark}\nopen again"
    if (how.at, how.why) == (each.ended_at, each.ended_why):
        return mark
    by = speaker.who(how.by) if how.by.startswith("person:") else ENDED.get(how.why, how.why)
    return f"{mark}\n{speaker.moment(how.at)} {by}"


def plan(report: SittingReport, speaker: Speaker) -> Part:
    """Each hall as a grid of desks, or as a list where the desks are none."""
    told = [part for hall in halls(report.attendance) for part in _hall(hall, report, speaker)]
    none = line("No desks are written down.", "none")
    return section("plan", "Seating plan", *(told or [none]))


def _hall(hall: Hall, report: SittingReport, speaker: Speaker) -> list[Part]:
    name = hall.name or "Without a hall"
    top = subheading(f"{name}: {counted(len(hall.desks), 'student')}")
    noted = {
        seat for note in report.notes if note.kind == "incident" for seat in (note.seats or ())
    }
    if not hall.rows:
        heads = ("Desk", "Number", "Name", "Status", "Notes")
        rows = [
            Row((e.desk or NONE, e.number, e.name, _status(e), _flags(e, e.seat in noted)))
            for e in hall.desks
        ]
        return [top, table("desks", heads, rows)]
    columns = ("Row", *(str(place) for place in range(1, hall.width + 1)))
    css = "dense" if hall.width > DENSE else ""
    taken, places = hall.taken(), range(1, hall.width + 1)
    grid = [
        Row((row, *(_desk(taken.get((row, place), []), noted) for place in places)), css)
        for row in hall.rows
    ]
    return [top, table("plan", columns, grid)]


def _desk(lines: list[Attendance], noted: set[SeatId]) -> str:
    return "\n".join(
        "\n".join(
            part
            for part in (
                f"{each.desk}  {each.number}",
                each.name,
                _status(each),
                _flags(each, each.seat in noted),
            )
            if part
        )
        for each in lines
    )


def _status(each: Attendance) -> str:
    """What the hall saw of them; else what their device did."""
    mark = each.attendance.mark if each.attendance is not None else ""
    if mark == "absent" or (not mark and each.joined_at is None):
        return "absent"
    return f"{each.status}, late" if mark == "late" else each.status


def _flags(each: Attendance, noted: bool) -> str:
    flags = [f"+{each.extra_percent} %"] if each.extra_percent else []
    return ", ".join([*flags, *(["incident"] if noted else [])])
