"""Tries at the start screen, with their outcomes told."""

from collections.abc import Iterable

from invigilate.sessions.admission import Go, Slowing, Verdict

HALL = "203.0.113.7"
HOME = "198.51.100.20"
HOUR = 3_600.0


def guess(slowing: Slowing, now: float, device: str, address: str = HALL) -> Verdict:
    """One try with a wrong key."""
    verdict = slowing.hear(now, device, address)
    if verdict == Go():
        slowing.failed(now, device, address, "wrong-identity")
    return verdict


def join(slowing: Slowing, now: float, device: str, address: str = HALL) -> Verdict:
    """One try that gives a seat."""
    verdict = slowing.hear(now, device, address)
    if verdict == Go():
        slowing.succeeded(now, device, address)
    return verdict


def heard(tries: Iterable[Verdict]) -> int:
    return sum(verdict == Go() for verdict in tries)


def raise_shields(slowing: Slowing, now: float, unknown: int = 300) -> None:
    """Unknown codes from as many addresses, until the site has had its fill."""
    for number in range(unknown):
        device, address = f"bot {number}", f"10.0.{number // 250}.{number % 250}"
        assert slowing.hear(now, device, address) == Go()
        slowing.failed(now, device, address, "unknown-code")
