"""The report of a sitting as one page to print and file. Pure.

Everything on it stands in the signed report, too, but for when it was read and by which key it is
signed. The page has no script; its style comes from our own path.
"""

from datetime import tzinfo

from msgspec import Struct

from invigilate.rooms.report import deeds
from invigilate.rooms.report.glance import counts, glance
from invigilate.rooms.report.hall import plan, register
from invigilate.rooms.report.ledger import ledger
from invigilate.rooms.report.markup import (
    Part,
    document,
    facts,
    header,
    line,
    section,
    signing,
    subheading,
    typed,
)
from invigilate.rooms.report.sitting import SittingReport
from invigilate.rooms.report.style import STYLE_PATH
from invigilate.rooms.report.words import NONE, Speaker

OPEN = "The session is not closed: what happens from now on is not in this report."


class Reading(Struct, frozen=True):
    """When and how the record was read that the page is made of."""

    at: int
    """When every link of its chain was verified."""
    key: str
    """The public key of the server that signed it."""
    signature: str
    """Of the report's canonical JSON; the same stands in the signed file of this version."""


def page(report: SittingReport, reading: Reading, zone: tzinfo) -> str:
    """The page; `zone`: in which its times of day are told."""
    speaker = Speaker(report, zone)
    parts = (
        _head(report, reading, speaker),
        register(report, speaker),
        plan(report, speaker),
        deeds.incidents(report, speaker),
        ledger(report, speaker),
        deeds.notices(report, speaker),
        deeds.orders(report, speaker),
        deeds.alerts(report, speaker),
        _verifying(report, reading),
    )
    return document(f"Report: {report.title}, {speaker.date()}", STYLE_PATH, parts)


def _head(report: SittingReport, reading: Reading, speaker: Speaker) -> Part:
    began = [each.begun_at for each in report.attendance if each.begun_at is not None]
    ended = [each.ended_at for each in report.attendance if each.ended_at is not None]
    closing = report.closing
    closed = "not yet" if closing is None else speaker.moment(closing.at)
    by = "" if closing is None else f" by {speaker.who(closing.by)}"
    hall = facts(
        (
            ("Date", speaker.date()),
            ("Code", report.code or NONE),
            ("Opened", speaker.moment(report.opened_at)),
            ("First began", speaker.moment(min(began, default=None))),
            ("Closed", closed + by),
            ("Last ended", speaker.moment(max(ended, default=None))),
            ("Times", f"{speaker.zone_name}, {speaker.offset()}"),
            ("Session", report.room),
            ("Staff", ", ".join(speaker.who(f"person:{each.id}") for each in report.staff) or NONE),
        )
    )
    record = facts(
        (
            ("Record", f"version {report.version}, epoch {report.epoch}"),
            ("Chain", report.chain),
            ("Verified", f"every link, {speaker.instant(reading.at)}"),
            ("Signed by key", reading.key),
            ("Signature", reading.signature),
        ),
        "record",
    )
    more = [line(OPEN, "grave")] if closing is None else []
    if report.erased_rows:
        rows = f"Of {report.erased_rows} rows of the record an erasure left only remains."
        more.append(line(rows))
    parts = (hall, counts(report), *more, glance(report, speaker), record, _signatures())
    return header("Report of a sitting", report.title, *parts)


def _signatures() -> Part:
    return signing(("Head invigilator, date", "Second invigilator, date", "For the school, date"))


def _verifying(report: SittingReport, reading: Reading) -> Part:
    return section(
        "verifying",
        "How to verify this report",
        line(
            "This page was made from the log of the session after every link of its chain was"
            " worked out anew, from the first event to the last one told above. A page can be"
            " altered; the signed file of the same report cannot. Keep both."
        ),
        subheading("The signed file"),
        line("Whoever may watch the session gets it at this path of the server:"),
        typed(f"/api/sessions/{report.room}/report.json"),
        line("Whether a letter of it was altered, and whether the log still begins so:"),
        typed(f"invigilate verify --report FILE --key {reading.key}"),
        line(
            "The key must be the one that the school publishes. Title, version, chain and signature"
            " on the first sheet are those of the file that was made at this version; a file made"
            " later tells of more events, and of the same chain up to this one."
        ),
        subheading("The log"),
        line("Whoever runs the server works out every chain of it anew with"),
        typed("invigilate verify"),
        line(f"Up to version {report.version} the chain must be the one on the first sheet."),
    )
