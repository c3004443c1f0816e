"""How log lines are written: for people at a terminal, else one JSON object a line."""

import logging
import sys

import structlog


def set_up(level: str) -> None:
    """Called once, first thing in a process."""
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
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _json() -> structlog.types.Processor:
    return structlog.processors.JSONRenderer(ensure_ascii=False)
