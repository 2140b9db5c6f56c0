"""Trying a waiting row (timer, delivery): what goes wrong postpones it or becomes an incident, never stops others."""
from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import SQLAlchemyError

from engine.database_trouble import is_trouble_of_database
from engine.errors import ProductError, Suspended
from engine.incidents import IncidentRaised
from engine.job_retries import next_attempt
from engine.process_engine import ProcessEngine
from engine.transaction import reading, writing

log = structlog.get_logger(__name__)

#: When somebody was in the way.
SOON = dt.timedelta(seconds=10)
#: How often a suspended instance is looked at again; resuming it brings the rows forward.
WHILE_SUSPENDED = dt.timedelta(minutes=5)


class TriedAgainLater(ProductError):
    """现在没有办成，过一会儿系统会自动再试。"""

    status = 409
    type = "tried-again-later"


def attempt(
    engine: ProcessEngine, table: sa.Table, row: Any, do: Callable[[], object], give_up: Callable[[Exception], object]
) -> bool:
    """Do what a row (id, attempts) waits for; whether it is done. What fails is logged and postponed.

    ``give_up``: leaves what broke too often to an administrator. Raises SQLAlchemyError when the database is away.
    """
    try:
        return do() is not False
    except (IncidentRaised, TriedAgainLater) as error:
        log.warning("attempt_failed", table=table.name, row=row.id, reason=error.type)
    except Suspended:
        _postpone(engine, table, row, WHILE_SUSPENDED)
    except ProductError as error:
        log.warning("attempt_failed", table=table.name, row=row.id, reason=error.type)
        _postpone(engine, table, row, SOON)
    except Exception as error:
        log.exception("attempt_broke", table=table.name, row=row.id)
        if not is_trouble_of_database(error):
            _count(engine, table, row, error, give_up)
        elif not _answers(engine):
            raise
    return False


def _answers(engine: ProcessEngine) -> bool:
    """Whether the database is there, so that its trouble has to do with one row."""
    with suppress(SQLAlchemyError), reading(engine.database) as connection:
        connection.execute(sa.select(1))
        return True
    return False


def _postpone(engine: ProcessEngine, table: sa.Table, row: Any, pause: dt.timedelta) -> None:
    with writing(engine.database) as connection:
        connection.execute(_waiting(table, row).values(run_at=engine.clock() + pause))


def _count(
    engine: ProcessEngine, table: sa.Table, row: Any, error: Exception, give_up: Callable[[Exception], object]
) -> None:
    again = next_attempt(row.attempts + 1, engine.clock())
    with suppress(ProductError, SQLAlchemyError):
        if again is None:
            give_up(error)
            return
        with writing(engine.database) as connection:
            connection.execute(_waiting(table, row).values(run_at=again, attempts=row.attempts + 1))


def try_again(engine: ProcessEngine, table: sa.Table, row_id: str, pauses: Sequence[dt.timedelta]) -> bool:
    """Postpone a row as its diagram says for a failure of the diagram's own; False when that was the last attempt."""
    if not pauses:
        return False
    with writing(engine.database) as connection:
        row = connection.execute(sa.select(table).where(table.c.id == row_id).with_for_update()).one_or_none()
        if row is None or row.run_at is None or row.attempts >= len(pauses):
            return False
        again = engine.clock() + pauses[row.attempts]
        connection.execute(_waiting(table, row).values(run_at=again, attempts=row.attempts + 1))
    return True


def _waiting(table: sa.Table, row: Any) -> sa.Update:
    """As long as nobody has set the row aside or counted a failure of it meanwhile."""
    return table.update().where(table.c.id == row.id, table.c.run_at.is_not(None), table.c.attempts == row.attempts)
