"""Sessions, their codes, rosters, proctors and seat cookies: SQL, private to this domain."""

from invigilate.sessions.tables import codes, cookies, entries, guards, sessions

__all__ = ["codes", "cookies", "entries", "guards", "sessions"]
