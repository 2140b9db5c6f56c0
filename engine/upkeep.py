"""What has to be done each day: months made ahead, old request keys forgotten, SQLite's statistics kept."""
from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
import structlog

from engine import request_keys
from engine.job_names import UPKEEP
from engine.jobs import enqueue
from engine.partitions import keep_months
from engine.process_engine import ProcessEngine
from engine.request_keys import KEPT_FOR
from engine.transaction import reading, writing
from engine.upkeep_tables import upkeep

log = structlog.get_logger(__name__)

DAY = dt.timedelta(days=1)


def hand_over_upkeep(engine: ProcessEngine) -> int:
    """Leave the day's upkeep to a job when it is due, whoever of any number of runners asks first; 1 or 0."""
    now = engine.clock()
    due = sa.and_(upkeep.c.name == UPKEEP, upkeep.c.run_at <= now)
    with reading(engine.database) as connection:
        if connection.execute(sa.select(upkeep.c.name).where(due)).first() is None:
            return 0
    with writing(engine.database) as connection:
        if connection.execute(upkeep.update().where(due).values(run_at=now + DAY)).rowcount == 0:
            return 0
        enqueue(connection, UPKEEP)
    return 1


def do_upkeep(engine: ProcessEngine, _args: Mapping[str, Any]) -> None:
    """The handler of the job."""
    log.info("upkeep_done", **keep_up(engine))


def keep_up(engine: ProcessEngine) -> dict[str, int]:
    """Do it now; what was done, by name. Doing it again does no harm."""
    now = engine.clock()
    made = keep_months(engine.database, now)
    with writing(engine.database) as connection:
        forgotten = request_keys.forget_old(connection, now - KEPT_FOR)
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA optimize")
    return {"months": len(made), "request_keys": forgotten}
