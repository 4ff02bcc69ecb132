"""The log of this program: what went wrong and where, and nothing that anybody typed.

A line holds the time, the level, the module and line, and a key. Any other message is dropped, its
values too, and so are the values of exceptions: of an error only its type, its key and the modules
and lines it passed through are written. Files and people are never named.
"""

from __future__ import annotations

import logging
import platform
import re
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Final

import referral_app
from referral_app import paths
from referral_app.errors import ReferralAppError

FOLDER: Final = "logs"
FILE: Final = "referral-app.log"
_BYTES, _OLD_FILES = 512 * 1024, 3
_KEY: Final = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*")

log = logging.getLogger(__name__)


def folder() -> Path:
    """The folder of the log files."""
    return paths.user_data_dir() / FOLDER


def start(place: Path | None = None) -> None:
    """Write the log into `place` or the person's own folder; called again, the place changes.

    Where nothing can be written the program works without a log.
    """
    # A handler that fails would print the record, with its values, on stderr.
    logging.raiseExceptions = False
    logging.captureWarnings(capture=True)
    root = logging.getLogger()
    for old in [it for it in root.handlers if isinstance(it.formatter, KeysOnly)]:
        root.removeHandler(old)
        old.close()
    handler = _handler(place or folder())
    handler.setFormatter(KeysOnly())
    root.addHandler(handler)
    root.setLevel(logging.INFO)


def _handler(place: Path) -> logging.Handler:
    # Late: it brings the network's modules along.
    from logging.handlers import RotatingFileHandler

    try:
        place.mkdir(parents=True, exist_ok=True)
        return RotatingFileHandler(
            place / FILE, maxBytes=_BYTES, backupCount=_OLD_FILES, encoding="utf-8"
        )
    except OSError:
        return logging.NullHandler()


class KeysOnly(logging.Formatter):
    """Formats a record without any value: see the head of this module."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, and the trace of the exception where there is one."""
        moment = datetime.fromtimestamp(record.created, UTC)
        template = record.msg if isinstance(record.msg, str) else ""
        key = template if _KEY.fullmatch(template) else "-"
        line = f"{moment:%Y-%m-%dT%H:%M:%SZ} {record.levelname} {record.name}:{record.lineno} {key}"
        error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        return f"{line}\n{trace(error)}" if error else line


def trace(error: BaseException) -> str:
    """Return where an error came from: types, keys, modules, functions and lines; no values."""
    return "\n".join(line for one in _chain(error) for line in _lines(one))


def _chain(error: BaseException) -> Iterator[BaseException]:
    met: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in met:
        met.add(id(current))
        yield current
        hidden = None if current.__suppress_context__ else current.__context__
        current = current.__cause__ or hidden


def _lines(error: BaseException) -> Iterator[str]:
    kind = type(error)
    key = f" {error.key}" if isinstance(error, ReferralAppError) else ""
    yield f"  {kind.__module__}.{kind.__qualname__}{key}"
    for frame, line in traceback.walk_tb(error.__traceback__):
        module = frame.f_globals.get("__name__", "?")
        yield f"    {module}:{line} {frame.f_code.co_name}"


def crash_text(error: BaseException) -> str:
    """Return what a person may send to those who maintain the program: it names nobody."""
    head = f"referral-app {referral_app.__version__}, Python {platform.python_version()}"
    return f"{head}, {platform.system()} {platform.release()}\n{trace(error)}\n"


def watch_crashes(tell: Callable[[str], None]) -> None:
    """Log every bug that nothing else caught, on any thread, and `tell` its crash text."""

    def on_error(
        kind: type[BaseException], error: BaseException, _where: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        log.critical("crash", exc_info=error)
        tell(crash_text(error))

    def in_thread(crash: threading.ExceptHookArgs) -> None:
        if crash.exc_value is not None:
            on_error(crash.exc_type, crash.exc_value, crash.exc_traceback)

    def unraisable(crash: sys.UnraisableHookArgs) -> None:
        if crash.exc_value is not None:
            log.error("unraisable", exc_info=crash.exc_value)

    sys.excepthook = on_error
    threading.excepthook = in_thread
    sys.unraisablehook = unraisable
