"""The names that things are known by: opaque strings, each of its own type."""

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
