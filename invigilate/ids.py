"""The names that things are known by: opaque strings, each of its own type."""

import re
from typing import NewType

OrganisationId = NewType("OrganisationId", str)
PersonId = NewType("PersonId", str)
BankId = NewType("BankId", str)
ItemId = NewType("ItemId", str)
AssessmentId = NewType("AssessmentId", str)
EditionId = NewType("EditionId", str)
SessionId = NewType("SessionId", str)
RoomId = NewType("RoomId", str)
"""A live session's own identity; never its code, which is used again later."""
SeatId = NewType("SeatId", str)
DeviceId = NewType("DeviceId", str)
RequestId = NewType("RequestId", str)
"""Chosen by a proctor's page for one command; its resend is recognised by it."""


def is_random_id(text: str) -> bool:
    """Whether this has the form of 128 random bits in URL-safe base64: 22 characters."""
    return _RANDOM.fullmatch(text) is not None


_RANDOM = re.compile(r"[A-Za-z0-9_-]{22}")
