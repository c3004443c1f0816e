"""How far a client has seen its room, and what of a frame is news to it.

Three rules that are easy to get wrong:

* Several frames may tell of one version (the session's and the seat's own). A socket may be cut
  between them, so a client's position is the version before, until something newer was heard; what
  is then told again is known by being equal.
* Rows of a board stand outside the order and are sent a moment after the events that changed
  them. So a board's position is what the heartbeat *before* the last one named: rows of such an
  age have been sent. It is told some rows twice, and never misses one.
* News that come between the parts of a snapshot wait for it, and count if they are newer than it.
"""

from invigilate.wire import happenings as h
from invigilate.wire.frames import Snapshot, StaffTold, Told
from invigilate.wire.snapshots import whole_board, whole_view

MOST_WAITING = 1_000
"""News that may wait for a snapshot; a client that has more to wait for starts again."""


class Inbox:
    """One client's position and what it has heard."""

    def __init__(self, staff: bool) -> None:
        self.staff = staff
        self.epoch = ""
        self.position = (0, "")
        """(version, chain8) to resume from."""
        self._newest = (0, "")
        self._heard = 0
        self._at_heard: list[Told | StaffTold] = []
        self._parts: dict[int, Snapshot] = {}
        self._awaits_snapshot = False
        self._waiting: list[Told | StaffTold] = []

    def greeted(self, epoch: str, resumed: bool) -> None:
        """A Welcome came: either what was missed follows, or a snapshot does."""
        self.epoch = epoch
        self._parts = {}
        self._waiting = []
        self._awaits_snapshot = not resumed

    def forget(self) -> None:
        """Goes back to nothing seen: the next hello asks for a snapshot."""
        self.position = self._newest = (0, "")
        self._heard, self._at_heard = 0, []

    def is_other_log(self, version: int, chain8: str) -> bool:
        """Whether this position contradicts what was seen."""
        known = dict((self.position, self._newest))
        return not self._awaits_snapshot and known.get(version, chain8) != chain8

    def alive(self, version: int, chain8: str) -> None:
        """A heartbeat: everything up to `version` that concerns this reader has been sent."""
        if self._awaits_snapshot or version < self._newest[0]:
            return
        self.position = self._newest if self.staff else (version, chain8)
        self._newest = (version, chain8)

    def told(self, frame: Told | StaffTold) -> list[h.Happening]:
        """News, unless they were heard before."""
        if self._awaits_snapshot:
            self._waiting.append(frame)
            return [h.Diverged()] if len(self._waiting) > MOST_WAITING else []
        if frame.version < self._heard or frame in self._at_heard:
            return []
        if frame.version > self._heard:
            self._heard, self._at_heard = frame.version, []
        self._at_heard.append(frame)
        self._moved(frame.version, frame.chain8)
        if isinstance(frame, Told):
            return [h.NewsHeard(frame.version, frame.news)]
        return [h.BoardHeard(frame.version, frame.news)]

    def _moved(self, version: int, chain8: str) -> None:
        if self.staff or version <= self._newest[0]:
            return
        self.position = self._newest
        self._newest = (version, chain8)

    def part(self, frame: Snapshot) -> list[h.Happening]:
        """The whole, when this was the last part missing; a part of another version starts anew."""
        first = next(iter(self._parts.values()), None)
        if first is not None and (first.version, first.parts) != (frame.version, frame.parts):
            self._parts = {}
        self._parts[frame.part] = frame
        if len(self._parts) < frame.parts:
            return []
        parts = [self._parts[n] for n in range(frame.parts)]
        self._parts = {}
        return self._replaced(frame, parts)

    def _replaced(self, frame: Snapshot, parts: list[Snapshot]) -> list[h.Happening]:
        self.position = self._newest = (frame.version, frame.chain8)
        self._heard, self._at_heard = frame.version, []
        self._awaits_snapshot = False
        happened: list[h.Happening] = []
        if frame.view is not None:
            view = whole_view([part.view for part in parts if part.view is not None])
            happened.append(h.ViewReplaced(frame.version, view))
        elif frame.board is not None:
            board = whole_board([part.board for part in parts if part.board is not None])
            happened.append(h.BoardReplaced(frame.version, board))
        waiting, self._waiting = self._waiting, []
        for news in waiting:
            if news.version > frame.version:
                happened += self.told(news)
        return happened
