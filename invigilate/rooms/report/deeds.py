"""The report's incidents, notices, orders and alerts. Pure."""

from collections.abc import Sequence

from invigilate.ids import SeatId
from invigilate.rooms.report.calls import Call
from invigilate.rooms.report.chronicle import Deed
from invigilate.rooms.report.markup import Part, Row, line, section, subheading, table
from invigilate.rooms.report.orders import OrderLine
from invigilate.rooms.report.receipts import AnnouncementLine, PauseLine
from invigilate.rooms.report.sitting import SittingReport
from invigilate.rooms.report.words import (
    ALERTS,
    HOW,
    NONE,
    SESSION,
    Speaker,
    counted,
    length,
    limits,
    plain,
)

NOTES = ("Time", "Kind", "About", "What", "By")
SAID = ("Time", "To", "Text", "By", "Receipts", "Missing")
PAUSED = ("From", "Until", "For", "Why", "By", "Receipts", "Missing")
DONE = ("Time", "Who", "What", "Reached", "Left out", "Why", "Outcome")
CALLED = ("Raised", "Alert", "Who", "Seen to by", "What became of it", "When", "By")


def incidents(report: SittingReport, speaker: Speaker) -> Part:
    """What staff wrote down, and how much of it they took back."""
    parts = [line("Nothing was written down.", "none")]
    if report.notes:
        rows = [
            Row(
                (
                    speaker.moment(note.at),
                    note.kind,
                    speaker.about(note.seats),
                    note.text,
                    speaker.who(note.by),
                ),
                note.kind,
            )
            for note in report.notes
        ]
        parts = [table("notes", NOTES, rows)]
    if report.notes_withdrawn:
        taken = counted(report.notes_withdrawn, "note was", "notes were")
        parts.append(line(f"{taken} taken back by undoing, and not shown."))
    return section("incidents", "Incidents and notes", *parts)


def notices(report: SittingReport, speaker: Speaker) -> Part:
    """Announcements and pauses, and whom each of them reached."""
    parts = [subheading("Announcements")]
    if report.announcements:
        rows = [_announced(each, speaker) for each in report.announcements]
        parts.append(table("announcements", SAID, rows))
    else:
        parts.append(line("Nothing was announced.", "none"))
    parts.append(subheading("Pauses"))
    if report.pauses:
        parts.append(table("pauses", PAUSED, [_paused(each, speaker) for each in report.pauses]))
    else:
        parts.append(line("There was no pause.", "none"))
    return section("notices", "Announcements and pauses", *parts, _messages(report))


def _announced(each: AnnouncementLine, speaker: Speaker) -> Row:
    missing = not_seen((*each.missed, *each.unseen), speaker)
    if each.unacknowledged:
        missing.append(f"not acknowledged: {speaker.places.all_of(each.unacknowledged)}")
    cells = (
        speaker.moment(each.at),
        f"{speaker.about(each.seats)}\n{counted(each.meant, 'student')}",
        each.text,
        speaker.who(each.by),
        f"{each.came} came\n{each.shown} shown\n{each.acknowledged} acknowledged",
        "\n".join(missing) or NONE,
    )
    return Row(cells)


def _paused(each: PauseLine, speaker: Speaker) -> Row:
    until = "runs" if each.until is None else speaker.moment(each.until)
    long = "" if each.until is None else f"\n{length(each.until - each.at)}"
    why = "\n".join(reason for reason in (each.reason, each.end_reason) if reason)
    by = [speaker.who(actor) for actor in (each.by, each.ended_by) if actor]
    cells = (
        speaker.moment(each.at),
        until + long,
        f"{speaker.about(each.seats)}\n{counted(each.meant, 'student')}",
        why or NONE,
        "\n".join(dict.fromkeys(by)),
        f"{each.came} came\n{each.shown} shown",
        "\n".join(not_seen((*each.missed, *each.unseen), speaker)) or NONE,
    )
    return Row(cells)


def not_seen(seats: Sequence[SeatId], speaker: Speaker) -> list[str]:
    """Who has not seen it; those who never joined stand apart."""
    there = [seat for seat in seats if speaker.places.line(seat).joined_at is not None]
    away = [seat for seat in seats if speaker.places.line(seat).joined_at is None]
    parts = []
    if there:
        have = "has" if len(there) == 1 else "have"
        parts.append(f"{len(there)} {have} not seen it: {speaker.places.all_of(there)}")
    if away:
        parts.append(f"never joined: {speaker.places.all_of(away)}")
    return parts


def _messages(report: SittingReport) -> Part:
    told = report.messages
    waiting = f"{told.waiting} waiting for an answer" if told.waiting else "nobody is waiting"
    return line(
        f"Messages: {told.from_students} from students, {told.from_staff} from staff, with"
        f" {counted(told.seats, 'student')}; {waiting}. Their words are not in this report."
    )


# --- who did what ---------------------------------------------------------------------------


def orders(report: SittingReport, speaker: Speaker) -> Part:
    """Every order with what became of it, and what was done beside orders."""
    by_version = {each.version: each for each in report.orders}
    rows = [(each.version, _ordered(each, by_version, speaker)) for each in report.orders]
    rows += [(each.version, _done(each, speaker)) for each in report.deeds if _is_beside(each)]
    rows.sort(key=lambda row: row[0])
    if report.closing is not None:
        closing = report.closing
        by, at = speaker.who(closing.by), speaker.moment(closing.at)
        cells = (at, by, "Session closed", SESSION, NONE, closing.reason or NONE, "done")
        rows.append((report.version, Row(cells)))
    if not rows:
        return section("orders", "Who did what", line("Staff ordered nothing.", "none"))
    return section("orders", "Who did what", table("done", DONE, [row for _, row in rows]))


def _is_beside(deed: Deed) -> bool:
    """Ends and seals by the clock stand in the register."""
    return not deed.order and not (deed.by == "house" and deed.what in ("ended", "sealed"))


def _ordered(each: OrderLine, all_of: dict[int, OrderLine], speaker: Speaker) -> Row:
    what = speaker.order(each)
    if each.undoes is not None:
        undone = all_of[each.undoes]
        what = f"Undo: {speaker.order(undone)} of {speaker.moment(undone.at)}"
    css, outcome = "", "done"
    if each.refused:
        css, outcome = "refused", f"refused: {plain(each.refused)}"
    elif each.undone is not None:
        back = each.undone
        css, outcome = "undone", f"undone {speaker.moment(back.at)} by {speaker.who(back.by)}"
    cells = (
        speaker.moment(each.at),
        speaker.who(each.by),
        what,
        speaker.about(each.seats),
        _left_out(each, speaker),
        each.reason or NONE,
        outcome,
    )
    return Row(cells, css)


def _left_out(each: OrderLine, speaker: Speaker) -> str:
    by_word: dict[str, list[SeatId]] = {}
    for seat, word in each.skipped:
        by_word.setdefault(word, []).append(seat)
    return (
        "\n".join(
            f"{speaker.places.all_of(seats)} ({plain(word)})" for word, seats in by_word.items()
        )
        or NONE
    )


def _done(each: Deed, speaker: Speaker) -> Row:
    changes = f" ({counted(each.changes, 'change')})" if each.changes else ""
    cells = (
        speaker.moment(each.at),
        speaker.who(each.by),
        f"{each.what.capitalize()}{changes}",
        speaker.about(each.seats or None),
        NONE,
        each.reason or NONE,
        "done",
    )
    return Row(cells)


# --- alerts ---------------------------------------------------------------------------------


def alerts(report: SittingReport, speaker: Speaker) -> Part:
    """What called for a proctor; what one dismissal did to many is one line."""
    grouped: dict[tuple[object, ...], list[Call]] = {}
    for call in report.calls:
        same = (call.kind, call.at, call.by, call.how, call.claimed)
        key = (call.seat, call.since, *same) if call.since is not None else same
        grouped.setdefault(key, []).append(call)
    bounds = line(
        f"Boards called a proctor from: {limits(report.thresholds)}. What they worked out from that"
        " stands here where staff dismissed it; lost time stands in the ledger."
    )
    if not grouped:
        none = line("Nobody called and nothing was dismissed.", "none")
        return section("alerts", "Alerts", none, bounds)
    rows = [_called(calls, speaker) for calls in grouped.values()]
    return section("alerts", "Alerts", table("calls", CALLED, rows), bounds)


def _called(calls: list[Call], speaker: Speaker) -> Row:
    call = calls[0]
    waited = f" after {length(call.at - call.since)}" if call.at and call.since else ""
    cells = (
        speaker.moment(call.since),
        ALERTS.get(call.kind, call.kind),
        speaker.places.all_of([each.seat for each in calls]),
        speaker.who(call.claimed) if call.claimed else NONE,
        HOW.get(call.how, call.how) + waited,
        speaker.moment(call.at),
        speaker.who(call.by) if call.by else NONE,
    )
    return Row(cells)
