"""The only place where parts meet: builds all from the settings, starts and stops in order."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import structlog
from starlette.applications import Starlette
from starlette.requests import Request

from invigilate.api.build import build
from invigilate.assessments.actions import outline_of
from invigilate.bus.contract import Bus, Message
from invigilate.bus.memory import MemoryBus
from invigilate.bus.redis import RedisBus
from invigilate.clock import WallClock
from invigilate.errors import NotAllowed, Refused
from invigilate.grading import actions as grading
from invigilate.hub import Hub
from invigilate.ids import RoomId, SeatId
from invigilate.jobs import Jobs
from invigilate.people.tokens import SeatHolder, read_ticket
from invigilate.rooms import commands as c
from invigilate.rooms.checkpoints import Checkpoints
from invigilate.rooms.followers import Followers
from invigilate.rooms.keeper import Keeper, RoomLog
from invigilate.rooms.live import HOUSE, LiveRooms, Opening
from invigilate.rooms.presence import Presences
from invigilate.rooms.socket import Who
from invigilate.rooms.tables import Receipt, receipts_of
from invigilate.secret import derive, load_secret
from invigilate.sessions import actions as sessions
from invigilate.sessions import joining
from invigilate.sessions.admission import Limits as SlowingLimits
from invigilate.sessions.admission import Slowing
from invigilate.settings import Settings
from invigilate.store import leases
from invigilate.store.engine import Engine, open_engine
from invigilate.store.log_postgres import PostgresLog
from invigilate.store.log_sqlite import SqliteLog
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
