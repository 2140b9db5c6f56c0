"""How tables are declared and a database is opened: one MetaData, aware UTC times, SQLite and PostgreSQL alike."""
from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, Dialect, Engine
from sqlalchemy.pool import NullPool

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


#: The execution option of an engine that leads through pgbouncer.
_SHARED = "shared_server"


class UtcDateTime(sa.types.TypeDecorator[dt.datetime]):
    """An aware UTC datetime. SQLite keeps no offset, so it is added on reading; a naive value is refused on writing."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("times are aware UTC; a naive datetime was given")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


def prepare(engine: Engine) -> Engine:
    """Give a SQLite engine the settings that we rely on; other databases need none.

    pysqlite begins transactions by itself at odd moments, so it is switched to autocommit and the
    BEGIN is ours: IMMEDIATE for writers (see engine.transaction), which never fail half-way for a lock.
    """
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _configure_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _configure_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {mode}")


def open_database(url: str, *, shared: bool = False) -> Engine:
    """Open the database at a SQLAlchemy URL, e.g. ``sqlite:////path/county.db`` or ``postgresql+psycopg://…``.

    ``shared``: the URL leads through pgbouncer, which gives each transaction another connection of the server, where
    a statement that psycopg has prepared would be missing.
    """
    return _create(sa.engine.make_url(url), shared=shared)


def open_beside(database: Engine) -> Engine:
    """The same database with a new connection for each use, for whoever already holds one of ``database``'s pool.

    Whoever waits for a second connection of a pool while holding the first may wait for people who do the same.
    """
    shared = bool(database.get_execution_options().get(_SHARED))
    return _create(database.url, shared=shared, poolclass=NullPool)


def _create(url: URL, *, shared: bool, **given: Any) -> Engine:
    if shared:
        given |= {"connect_args": {"prepare_threshold": None}, "execution_options": {_SHARED: True}}
    return prepare(sa.create_engine(url, **given))
