"""How log lines are written: for people at a terminal, else one JSON object a line."""

import logging
import sys
from contextlib import suppress
from typing import TextIO, cast

import structlog


def set_up(level: str) -> None:
    """Called once, first thing in a process.

    A line is one write with its end: workers share one stream, which may be unbuffered.
    """
    shown = structlog.dev.ConsoleRenderer() if sys.stderr.isatty() else _json()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper("iso", utc=True),
            structlog.processors.format_exc_info,
            shown,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.WriteLoggerFactory(cast("TextIO", _Unfailing(sys.stderr))),
    )


class _Unfailing:
    """A stream whose full disk, or dead reader, stops nobody: a line may be lost, never the work.

    The log often lies on the disk that is full: the line that says so would end what goes on.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> None:
        with suppress(OSError):
            self._stream.write(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._stream.flush()


def _json() -> structlog.types.Processor:
    return structlog.processors.JSONRenderer(ensure_ascii=False)
