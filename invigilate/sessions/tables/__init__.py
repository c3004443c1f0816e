"""Sessions, their codes, rosters, proctors and seat cookies: SQL, private to this domain."""

from invigilate.sessions.tables import codes, cookies, entries, sessions

__all__ = ["codes", "cookies", "entries", "sessions"]
