"""The only place where parts meet: builds all from the settings, starts and stops in order."""


import structlog

from invigilate.bus.contract import Bus
from invigilate.clock import WallClock
from invigilate.hub import Hub
from invigilate.jobs import Jobs
from invigilate.rooms.checkpoints import Checkpoints
from invigilate.rooms.followers import Followers
from invigilate.rooms.keeper import Keeper, RoomLog
from invigilate.rooms.live import LiveRooms
from invigilate.rooms.presence import Presences
from invigilate.secret import load_secret
from invigilate.sessions.admission import Limits as SlowingLimits
from invigilate.sessions.admission import Slowing
from invigilate.settings import Settings
from invigilate.store.engine import Engine, open_engine
from invigilate.store.schema import new_id

log = structlog.get_logger(__name__)

EXPIRE_POLL_SECONDS = 0.5
REVOKED_POLL_SECONDS = 1.0
CHECKPOINT_SECONDS = 5.0


class Parts:
    """Every part of one worker. Built in `running`; routes see it as their own Protocol."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.clock = WallClock()
        self.worker = new_id()
        self.secret = load_secret(settings)
        self.engine: Engine = open_engine(settings)
        self.slowing = Slowing(SlowingLimits())
        self.hub = Hub(settings.limits)
        self.bus: Bus = self._bus()
        self.log: RoomLog = self._room_log()
        self.followers = Followers(self.log, self.hub, self.bus, self.clock, settings)
        self.keeper = Keeper(self.log, self.clock, settings, self.followers.story)
        self.rooms = LiveRooms(self.keeper, self.followers, self.hub, self._opening)
        lease_ms = round(settings.lease_seconds * 1_000)
        self.presences = Presences(self.hub, self.bus, self.clock, lease_ms)
        self.jobs = Jobs(
            self.engine, self.clock, {"mark": self._mark}, self.worker, settings.job_poll_ms
        )
        self.checkpoints = Checkpoints(self.keeper, self.engine)
