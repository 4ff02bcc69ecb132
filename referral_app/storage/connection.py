"""One SQLCipher connection: how it is opened, and what its failures mean."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NoReturn

import sqlcipher3

from referral_app.errors import (
    ForeignDataError,
    NoRoomError,
    ReferralAppError,
    StoreInUseError,
    UnavailableError,
)

Row = tuple[Any, ...]
Values = Mapping[str, Any]

_READ_KIB, _WRITE_KIB = 32 * 1024, 16 * 1024
"""Pages kept by each connection: what a full store needs that the window stays below 200 MB."""
_FOLD_KIB: Final = 64 * 1024
_STATEMENTS: Final = 512
# The file's own settings, then the connection's. The key comes first and the cipher's log is
# silenced at once: it would print on standard error. temp_store=FILE would spill sorts in clear.
_WRITER: Final = (
    "cipher_memory_security=OFF",
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
    "temp_store=MEMORY",
    f"cache_size=-{_WRITE_KIB}",
)
_READER: Final = (
    "cipher_memory_security=OFF",
    "query_only=ON",
    "temp_store=MEMORY",
    f"cache_size=-{_READ_KIB}",
)
# https://sqlite.org/rescode.html, primary codes
_PERM, _BUSY, _LOCKED, _READ_ONLY, _IO, _CORRUPT, _FULL, _CANT_OPEN, _NOT_A_DATABASE = (
    3, 5, 6, 8, 10, 11, 13, 14, 26,
)  # fmt: skip
_FAILURES: Final[dict[int, tuple[type[ReferralAppError], str]]] = {
    _PERM: (NoRoomError, "store.read_only"),
    _BUSY: (StoreInUseError, "store.in_use"),
    _LOCKED: (StoreInUseError, "store.in_use"),
    _READ_ONLY: (NoRoomError, "store.read_only"),
    _IO: (UnavailableError, "store.io"),
    _CORRUPT: (ForeignDataError, "store.damaged"),
    _FULL: (NoRoomError, "store.no_room"),
    _CANT_OPEN: (UnavailableError, "store.io"),
    _NOT_A_DATABASE: (ForeignDataError, "store.damaged"),
}


class Connection:
    """A connection that one thread at a time uses; failures come as our own errors."""

    def __init__(self, path: Path, key: bytes, *, mode: str) -> None:
        """Open `path`; `mode` is rwc (create), rw or ro.

        Raises ForeignDataError, NoRoomError, UnavailableError.
        """
        self.lock = threading.RLock()
        self._path, self._mode = path, mode
        self._raw = _connect(path, key, mode)

    def all(self, sql: str, values: Values | Sequence[Any] = ()) -> list[Row]:
        """Return every row of an answer."""
        with self.lock:
            try:
                rows: list[Row] = self._raw.execute(sql, values).fetchall()
            except sqlcipher3.Error as error:
                _raise(error)
        return rows

    def one(self, sql: str, values: Values | Sequence[Any] = ()) -> Row | None:
        """Return the first row of an answer, if any."""
        rows = self.all(sql, values)
        return rows[0] if rows else None

    def run(self, sql: str, values: Values | Sequence[Any] = ()) -> int:
        """Run a statement; return how many rows it changed."""
        try:
            return int(self._raw.execute(sql, values).rowcount)
        except sqlcipher3.Error as error:
            _raise(error)

    def add(self, sql: str, values: Values | Sequence[Any]) -> int:
        """Insert one row; return its row number."""
        try:
            return int(self._raw.execute(sql, values).lastrowid)
        except sqlcipher3.Error as error:
            _raise(error)

    def many(self, sql: str, rows: Iterable[Values | Sequence[Any]]) -> None:
        """Run a statement for each row."""
        try:
            self._raw.executemany(sql, rows)
        except sqlcipher3.Error as error:
            _raise(error)

    @contextmanager
    def change(self) -> Iterator[None]:
        """One all-or-nothing change: rolled back on any exception, durable at the end."""
        with self.lock:
            self.run("BEGIN IMMEDIATE")
            try:
                yield
                self.run("COMMIT")
            except BaseException:
                # A failed write may have ended the transaction by itself (a full disk does).
                if self._raw.in_transaction:
                    self.run("ROLLBACK")
                raise

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Several questions answered as of one moment."""
        with self.lock:
            if self._raw.in_transaction:
                yield
                return
            self.run("BEGIN")
            try:
                yield
            finally:
                self.run("COMMIT")

    @contextmanager
    def roomy(self) -> Iterator[None]:
        """Keep more pages for a while: folding a whole store anew goes through all of it."""
        self.run(f"PRAGMA cache_size=-{_FOLD_KIB}")
        try:
            yield
        finally:
            self.run(f"PRAGMA cache_size=-{_WRITE_KIB}")

    def hold(self) -> None:
        """Go on answering as of now, whatever is written meanwhile, until `reopen`."""
        with self.lock:
            self.run("BEGIN")
            self.all("SELECT count(*) FROM sqlite_master")

    def rekey(self, key: bytes) -> None:
        """Encrypt every page anew under another key of 32 bytes, all or nothing.

        What the cipher says of it is not to be trusted: look which key opens the file, then
        `reopen`. Raises NoRoomError, UnavailableError.
        """
        with self.lock:
            self.run(f"PRAGMA rekey = \"x'{key.hex()}'\"")

    def reopen(self, key: bytes) -> None:
        """Close and open again under `key`, for everybody who holds this connection."""
        with self.lock:
            self._raw.close()
            self._raw = _connect(self._path, key, self._mode)

    def close(self) -> None:
        """Close; the write-ahead log is folded into the file by the last one to leave."""
        with self.lock:
            self._raw.close()


def _connect(path: Path, key: bytes, mode: str) -> sqlcipher3.Connection:
    try:
        raw = sqlcipher3.connect(
            f"{path.absolute().as_uri()}?mode={mode}",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=_STATEMENTS,
        )
    except sqlcipher3.Error as error:
        _raise(error)
    try:
        raw.set_key(f"x'{key.hex()}'")
        raw.execute("PRAGMA cipher_log_level=NONE")
        # Before the pragmas that write: what is no store of ours must stay as it is.
        raw.execute("SELECT count(*) FROM sqlite_master").fetchone()
        for pragma in _READER if mode == "ro" else _WRITER:
            raw.execute(f"PRAGMA {pragma}")
    except sqlcipher3.Error as error:
        raw.close()
        _raise(error)
    return raw


def _raise(error: sqlcipher3.Error) -> NoReturn:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _FAILURES:
        kind, key = _FAILURES[code]
        raise kind(key) from error
    if code == 0 and "not a database" in str(error):
        raise ForeignDataError("store.damaged") from error
    raise error
