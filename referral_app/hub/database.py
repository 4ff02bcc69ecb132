"""The hub's database: SQLite in one file, or PostgreSQL by its address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Engine, create_engine, event, inspect, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from referral_app.errors import InvalidInputError, RefusedError, UnavailableError
from referral_app.hub.tables import METADATA, SCHEMA_VERSION, STATE

START_CHAIN: Final = bytes(32)
_WAIT_FOR_CONNECTION: Final = 5
_POOL: Final = 10
_PRAGMAS: Final = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # what was acknowledged survives a power cut
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = FAST",
    "PRAGMA busy_timeout = 10000",
    "PRAGMA cache_size = -32768",
    "PRAGMA wal_autocheckpoint = 4000",  # 16 MB; before that, see `checkpoints`
)


JOURNAL_END: Final = select(STATE.c.last_seq, STATE.c.chain).where(STATE.c.id == 1)
LOCKED_END: Final = JOURNAL_END.with_for_update()
"""The journal's end; in a transaction that writes nobody else moves it until it ends."""


class End(NamedTuple):
    """The end of the journal: its last position and the rolling hash there."""

    seq: int
    chain: bytes

    def __str__(self) -> str:
        return f"{self.seq}:{self.chain.hex()}"


class Setting(NamedTuple):
    """What a hub is for as long as it lives."""

    mode: str
    name: str


class Database:
    """Connections, and the lock under which the journal grows."""

    def __init__(self, url: str) -> None:
        self.url = read_url(url)
        self._engine = _engine(self.url)
        self._writing = self._engine.execution_options(writes=True)
        self._reading = self._engine
        if self.is_postgresql:
            # Two trips to the server less a request; readers ask for the journal's end first.
            self._reading = self._engine.execution_options(isolation_level="AUTOCOMMIT")

    @property
    def is_postgresql(self) -> bool:
        """Whether a server keeps the tables."""
        return self._engine.dialect.name == "postgresql"

    @property
    def file(self) -> Path | None:
        """The file of an SQLite database."""
        return None if self.is_postgresql else Path(self.url.database or "")

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Read the tables; nothing is written."""
        with self._reading.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction; SQLite admits one at a time."""
        with self._writing.begin() as connection:
            yield connection

    def prepare(self, mode: str, name: str | None) -> Setting:
        """Create what is missing, and return what this hub is.

        `mode` holds for ever; a `name` that is given replaces the former. Raises RefusedError when
        the database belongs to a hub of the other mode or to a newer program.
        """
        METADATA.create_all(self._writing)
        first = {
            "id": 1,
            "last_seq": 0,
            "chain": START_CHAIN,
            "schema_version": SCHEMA_VERSION,
            "mode": mode,
            "name": name or "",
        }
        with self.writing() as connection:
            connection.execute(self.insert(STATE).values(first).on_conflict_do_nothing())
            self.lock(connection)
            setting = self.setting(connection)
            if setting.mode != mode:
                raise RefusedError("hub.other_mode")
            if name is not None and name != setting.name:
                connection.execute(update(STATE).values(name=name))
                setting = setting._replace(name=name)
        return setting

    def setting(self, connection: Connection) -> Setting:
        """Return what this hub is. Raises RefusedError when there is none yet, or a newer one."""
        asked = select(STATE.c.mode, STATE.c.name, STATE.c.schema_version)
        is_there = inspect(connection).has_table(STATE.name)
        row = connection.execute(asked).first() if is_there else None
        if row is None:
            raise RefusedError("hub.no_hub_there")
        if row.schema_version > SCHEMA_VERSION:
            raise RefusedError("hub.newer_database", theirs=row.schema_version, ours=SCHEMA_VERSION)
        return Setting(row.mode, row.name)

    def require(self) -> None:
        """Raise RefusedError when no hub was ever started on this database."""
        if self.file is not None and not self.file.is_file():
            raise RefusedError("hub.no_hub_there")  # to look into a file would make one
        with self.reading() as connection:
            self.setting(connection)

    def lock(self, connection: Connection) -> End:
        """Return the journal's end; until the transaction ends nobody else moves it."""
        row = connection.execute(LOCKED_END).one()
        return End(row.last_seq, bytes(row.chain))

    def insert(self, table: Any) -> Any:
        """Return an INSERT that knows what to do when the row is there already."""
        return insert_into(table, is_postgresql=self.is_postgresql)

    def checkpoint(self) -> None:
        """Copy SQLite's log into its file as far as that goes without anybody waiting."""
        with self._engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()


def insert_into(table: Any, *, is_postgresql: bool) -> Any:
    """Return an INSERT in the words of one kind of database."""
    return postgresql.insert(table) if is_postgresql else sqlite.insert(table)


def end_of(connection: Connection) -> End:
    """Return the journal's end as this transaction sees it."""
    row = connection.execute(JOURNAL_END).one()
    return End(row.last_seq, bytes(row.chain))


def read_url(text: str) -> URL:
    """Read a database's address: `sqlite:///FILE` or `postgresql://…`.

    Raises InvalidInputError for any other.
    """
    try:
        url = make_url(text)
    except ArgumentError:
        raise InvalidInputError("hub.bad_database", field="database") from None
    if url.drivername in ("postgresql", "postgresql+psycopg"):
        return url.set(drivername="postgresql+psycopg")
    if url.drivername == "sqlite" and url.database not in (None, "", ":memory:"):
        return url
    raise InvalidInputError("hub.bad_database", field="database")


def _engine(url: URL) -> Engine:
    if url.drivername != "sqlite":
        return create_engine(url, pool_size=_POOL, pool_timeout=_WAIT_FOR_CONNECTION)
    engine = create_engine(url, pool_size=_POOL, pool_timeout=_WAIT_FOR_CONNECTION)

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions begin where we say so, see `begun`
        for pragma in _PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


@contextmanager
def explained() -> Iterator[None]:
    """Say in a person's words why the database fails; a mistake of ours stays what it is."""
    try:
        yield
    except PoolTimeout as error:
        raise UnavailableError("hub.database_down") from error
    except DBAPIError as error:
        if isinstance(error, IntegrityError):
            raise
        raise UnavailableError("hub.database_down") from error
