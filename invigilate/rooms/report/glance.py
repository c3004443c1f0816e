"""The first sheet of a sitting's report: what matters, a line for each part. Pure."""

from collections.abc import Iterable

from invigilate.rooms.report.ledger import open_ms
from invigilate.rooms.report.markup import Part, facts
from invigilate.rooms.report.sitting import Attendance, SittingReport
from invigilate.rooms.report.words import NONE, Speaker, counted, length


def counts(report: SittingReport) -> Part:
    """Six numbers."""
    there = _there(report)
    absent = sum(is_absent(report, each) for each in there)
    told = (
        ("on the roster", len(there)),
        ("present", len(there) - absent),
        ("absent", absent),
        ("submitted", sum(each.handed_in is not None for each in there)),
        ("incidents", sum(note.kind == "incident" for note in report.notes)),
        ("lost time, open", sum(open_ms(each) > 0 for each in there)),
    )
    return facts(((name, str(count)) for name, count in told), "counts")


def glance(report: SittingReport, speaker: Speaker) -> Part:
    """Who was missing, what happened, who is owed time, what staff did."""
    return facts(
        (
            ("Attendance", _attendance(report, speaker)),
            ("Incidents", _incidents(report, speaker)),
            ("Not counted", _not_counted(report, speaker)),
            ("Time", _time(report, speaker)),
            ("Notices", _notices(report)),
            ("Orders", _orders(report)),
            ("Alerts", _alerts(report)),
        ),
        "glance",
    )


def _there(report: SittingReport) -> list[Attendance]:
    return [each for each in report.attendance if not each.withdrawn]


def is_absent(report: SittingReport, each: Attendance) -> bool:
    """Who never joined; at the close, who did not begin, too."""
    return (each.joined_at if report.closing is None else each.begun_at) is None


def _attendance(report: SittingReport, speaker: Speaker) -> str:
    there = _there(report)
    groups = (
        ("never joined", [each for each in there if each.joined_at is None]),
        (
            "joined, not begun",
            [e for e in there if e.joined_at is not None and is_absent(report, e)],
        ),
        ("marked late", [e for e in there if e.attendance and e.attendance.mark == "late"]),
        ("marked absent", [e for e in there if e.attendance and e.attendance.mark == "absent"]),
        ("identity doubted", [e for e in there if e.identity and e.identity.mark == "doubted"]),
        ("identity not checked", [e for e in there if e.identity is None and e.joined_at]),
    )
    return _sentences(
        f"{name}: {speaker.places.all_of([each.seat for each in lines])}"
        for name, lines in groups
        if lines
    )


def _incidents(report: SittingReport, speaker: Speaker) -> str:
    grave = [note for note in report.notes if note.kind == "incident"]
    return (
        "\n".join(
            f"{speaker.moment(note.at)} {speaker.about(note.seats)}: {note.text}" for note in grave
        )
        or NONE
    )


def _not_counted(report: SittingReport, speaker: Speaker) -> str:
    """Late, from a second device, on a sealed booklet: nobody signs that all is in who reads it."""
    held = [each for each in report.attendance if each.held]
    many = counted(sum(each.held for each in held), "change")
    whose = speaker.places.all_of(each.seat for each in held)
    return f"{many} held, nothing decided yet: {whose}." if held else NONE


def _time(report: SittingReport, speaker: Speaker) -> str:
    whole = [pause for pause in report.pauses if pause.seats is None and pause.until is not None]
    paused = sum((pause.until or 0) - pause.at for pause in whole)
    owed = [each.seat for each in _there(report) if open_ms(each)]
    outages = sum(entry.what == "outage" for entry in report.times)
    parts = [f"session paused for {length(paused)}"] if whole else []
    parts += [counted(outages, "outage") + " of the server"] if outages else []
    parts += [f"time lost and not given back: {speaker.places.all_of(owed)}"] if owed else []
    return _sentences(parts)


def _notices(report: SittingReport) -> str:
    short = sum(each.shown < each.meant for each in report.announcements)
    unseen = f", {short} not seen by all" if short else ""
    announced = counted(len(report.announcements), "announcement") + unseen
    return _sentences((announced, counted(len(report.pauses), "pause")))


def _orders(report: SittingReport) -> str:
    undone = sum(each.undone is not None for each in report.orders)
    refused = sum(bool(each.refused) for each in report.orders)
    return f"{counted(len(report.orders), 'order')}, {undone} undone, {refused} refused."


def _alerts(report: SittingReport) -> str:
    left = sum(call.at is None or call.how == "ended" for call in report.calls)
    calls = counted(len(report.calls), "call")
    return f"{calls} by students or dismissed by staff, {left} without an answer."


def _sentences(parts: Iterable[str]) -> str:
    told = "; ".join(parts)
    return f"{told[0].upper()}{told[1:]}." if told else NONE
