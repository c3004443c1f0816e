"""A school whose sessions have live rooms, served in the test's own process.

All is real: keeper, followers, hub, a bus of one, the routes and their middleware. The clock
begins now and turns itself when somebody waits for it, so that no test does.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from httpx2 import AsyncClient, Response

from invigilate.api.asking import Parts
from invigilate.assessments.actions import outline_of
from invigilate.assessments.model import Edition, Line, Outline
from invigilate.bus.memory import MemoryBus
from invigilate.clock import TestClock
from invigilate.hub import Hub
from invigilate.ids import DeviceId, RoomId, SeatId
from invigilate.people import routes as people
from invigilate.rooms.followers import Followers
from invigilate.rooms.keeper import Keeper, RoomLog
from invigilate.rooms.live import LiveRooms, Opening
from invigilate.rooms.plan import Slot
from invigilate.rooms.state import Seat
from invigilate.sessions import routes as sessions
from invigilate.sessions.access import opening
from invigilate.sessions.admission import Slowing
from invigilate.settings import Settings
from invigilate.store.audit import entries_of
from invigilate.store.engine import Engine
from invigilate.store.log_postgres import PostgresLog
from invigilate.store.log_sqlite import SqliteLog
from tests.api.apps import TestParts, app_of
from tests.people.school import School, founded, person
