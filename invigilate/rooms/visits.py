"""Whose page asked something by HTTP a moment ago: as good as a socket, until it falls silent.

Pure: instants are milliseconds of one clock, and go forward.
"""

from collections.abc import Iterator

from invigilate.ids import SeatId

VISIT_MS = 15_000
"""A page without a socket asks every five seconds: two of its requests may be lost, or be slow."""


class Visits:
    """The seats of a room that are here by HTTP, each until a moment of its own."""

    def __init__(self) -> None:
        self._until: dict[SeatId, int] = {}

    def __contains__(self, seat: SeatId) -> bool:
        return seat in self._until

    def __iter__(self) -> Iterator[SeatId]:
        return iter(self._until)

    def asked(self, seat: SeatId, now: int) -> bool:
        """A page of this seat asked; True: it was not here before."""
        is_new = seat not in self._until
        self._until[seat] = now + VISIT_MS
        return is_new

    def end(self, seat: SeatId) -> bool:
        """Its page has a socket now, which says by itself when it goes; True: it was here."""
        return self._until.pop(seat, None) is not None

    def lapsed(self, now: int) -> set[SeatId]:
        """Those that fell silent; they are here no more."""
        silent = {seat for seat, until in self._until.items() if until <= now}
        for seat in silent:
            del self._until[seat]
        return silent
