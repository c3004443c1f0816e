"""Instants, lengths, names and deeds of a sitting's report in words for people. Pure."""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Final

from invigilate.ids import SeatId
from invigilate.rooms.report.orders import OrderLine
from invigilate.rooms.report.places import Places
from invigilate.rooms.report.sitting import SittingReport

NONE = "–"
SESSION = "the session"
DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
ALERTS: Final = {
    "hand": "hand raised",
    "message": "message waiting",
    "door": "second device at the door",
    "away": "away from the page",
    "offline": "offline",
    "unsaved": "changes only on the device",
    "device": "device changed",
    "late": "ended and not submitted",
    "held": "changes held",
    "unread": "message unread",
    "outage": "the server was away",
}
HOW: Final = {
    "seen-to": "dismissed: seen to",
    "no-matter": "dismissed: no matter",
    "reported": "dismissed: reported",
    "lowered": "hand lowered",
    "ended": "their time ended",
    "taken back": "dismissal taken back",
    "": "nothing became of it",
}
TIMES: Final = {
    "given": "Time given",
    "returned": "Lost time given back",
    "accommodation": "Extra time, booked before",
    "reopened": "Reopened",
    "paused": "Pause begins",
    "resumed": "Pause ends",
    "outage": "No server was there",
}
ORDERS: Final = {
    "pause": "Pause",
    "resume": "Resume",
    "announce": "Announcement",
    "tell": "Message to students",
    "lock": "Lock",
    "unlock": "Unlock",
    "end": "End",
    "force-submit": "Submit",
    "admit": "Let the waiting device in",
    "count-held": "Count held changes",
    "settle": "Message needs no answer",
    "compensate": "Give lost time back",
}


class Speaker:
    """Says things of one report, with times in the zone of its session."""

    def __init__(self, report: SittingReport, zone: tzinfo) -> None:
        self.places = Places(report.attendance)
        self._zone = zone
        self.zone_name = str(zone)
        self._names = {each.id: each.name for each in report.staff}
        began = [each.begun_at for each in report.attendance if each.begun_at is not None]
        first = min(began, default=report.opened_at)
        self.day = self._local(report.at if first is None else first)
        """When the first student began; where none did, when the session was opened."""

    def _local(self, at: int) -> datetime:
        return datetime.fromtimestamp(at / 1_000, self._zone)

    def date(self) -> str:
        """The day of the sitting."""
        day = self.day
        return f"{DAYS[day.weekday()]}, {day.day} {MONTHS[day.month - 1]} {day.year}"

    def moment(self, at: int | None) -> str:
        """A time of day, with the date where that is another one than the sitting's."""
        if at is None:
            return NONE
        local = self._local(at)
        time = local.strftime("%H:%M:%S")
        return time if local.date() == self.day.date() else f"{local.date().isoformat()} {time}"

    def instant(self, at: int) -> str:
        """A date with its time and its distance from UTC."""
        return self._local(at).isoformat(sep=" ", timespec="seconds")

    def offset(self) -> str:
        """How far the sitting's times are from UTC."""
        return f"UTC{self.day.isoformat()[-6:]}"

    def who(self, actor: str) -> str:
        """Who did it."""
        kind, _, name = actor.partition(":")
        match kind:
            case "person":
                return self._names.get(name) or f"staff {name}"
            case "seat":
                return "the student"
            case _:
                return "the server"

    def about(self, seats: tuple[SeatId, ...] | None) -> str:
        """Whom it was for."""
        return SESSION if seats is None else self.places.all_of(seats) or NONE

    def order(self, line: OrderLine) -> str:
        """What was ordered."""
        match line.what:
            case "extend":
                return f"Time {signed(line.ms or 0)}"
            case "set-end":
                return f"End set to {self.moment(line.until)}"
            case "reopen":
                return f"Reopen for {length(line.ms or 0)}"
            case "claim":
                return "Claim" if line.word == "on" else "Let go"
            case "dismiss":
                alert, _, how = line.word.partition(" ")
                return f"Dismiss “{ALERTS.get(alert, alert)}”: {plain(how)}"
            case "note":
                return line.word.capitalize()
            case "attend":
                return f"Attendance: {line.word or 'no mark'}"
            case "identify":
                return f"Identity: {line.word or 'no mark'}"
            case "set-thresholds":
                return f"Call from: {limits(line.thresholds)}" if line.thresholds else "Thresholds"
            case "undo":
                return "Undo"
            case what:
                return ORDERS.get(what, plain(what).capitalize())


def plain(word: str) -> str:
    """A stable word as people read it."""
    return word.replace("-", " ").replace("_", " ")


def length(ms: int) -> str:
    """A length of time, to the second; below one second to the tenth."""
    if 0 < abs(ms) < 1_000:
        return f"{abs(ms) / 1_000:.1f} s"
    minutes, seconds = divmod(round(abs(ms) / 1_000), 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "h"), (minutes, "min"), (seconds, "s"))
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or "0 s"


def signed(ms: int) -> str:
    """A length of time with its sign."""
    return f"{'−' if ms < 0 else '+'}{length(ms)}" if ms else "0"


def limits(of: Mapping[str, int]) -> str:
    """From when on a board calls."""
    return (
        f"offline for {length(of['offline_ms'])}, unsaved for {length(of['unsaved_ms'])},"
        f" away for {length(of['away_ms'])} or {counted(of['away_times'], 'time')},"
        f" unread for {length(of['unread_ms'])}, {of['incident_seats']} offline in one row"
    )


def counted(count: int, thing: str, many: str = "") -> str:
    """So many of a thing."""
    return f"{count} {thing if count == 1 else many or thing + 's'}"
