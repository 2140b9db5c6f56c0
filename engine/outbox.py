"""Delivers what is in the outbox: each row once, in the transaction of whoever receives it, bad ones set aside."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NoReturn
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from engine.attempts import attempt
from engine.deliveries import (
    MessageDelivery,
    SignalDelivery,
    cause_of,
    claim,
    find_receivers,
    hops_after,
    is_there,
    sender_of,
)
from engine.deployment.property_names import PROCESS_SENDER
from engine.errors import Conflict, InvalidSubmission, ProductError, Suspended
from engine.execution_errors import ExecutionFailed, LimitReached, UnresolvedReference
from engine.incidents import DeliveryTrigger, raise_incident
from engine.instances import Opening, start_for
from engine.job_names import DELIVER
from engine.leases import due_without_runner, hand_over_due, still_leased
from engine.process_engine import ProcessEngine
from engine.start_events import FoundStart, find_message_starts, find_start
from engine.start_places import organisations_of
from engine.step import take_step
from engine.suspension_conflicts import SUSPENDED
from engine.tables import instance, outbox
from engine.thrown import insert_rows, payload_of
from engine.transaction import reading, writing

_ORDER = (outbox.c.created_at, outbox.c.place, outbox.c.id)

#: How often a delivery is tried again at once when others are faster: to the instance, or to the next case number.
ATTEMPTS = 25
#: How many deliveries may follow from each other before an administrator is asked.
MOST_HOPS = 100


class StillWaiting(ProductError):
    """现在送不到：那边刚好有人在办。请过一会儿再试。"""

    status = 409
    type = "still-waiting"


def deliver_due(engine: ProcessEngine, limit: int = 100) -> int:
    """Deliver what waits here and now, oldest first, at most ``limit`` rows; returns how many went out."""
    due = due_without_runner(outbox, outbox.c.created_at, engine.clock())
    with reading(engine.database) as connection:
        waiting = connection.execute(sa.select(outbox).where(due).order_by(*_ORDER).limit(limit)).all()
    return _deliver_all(engine, waiting)


def hand_over_deliveries(engine: ProcessEngine) -> int:
    """Give what waits to be delivered to jobs; returns how many rows."""
    return hand_over_due(engine, outbox, DELIVER, *_ORDER)


def deliver_leased(engine: ProcessEngine, args: Mapping[str, Any]) -> None:
    """The handler: deliver the rows that a job has been given. Raises SQLAlchemyError when the database is away."""
    with reading(engine.database) as connection:
        mine = sa.select(outbox).where(still_leased(outbox, args)).order_by(*_ORDER)
        rows = connection.execute(mine).all()
    _deliver_all(engine, rows)


def _deliver_all(engine: ProcessEngine, rows: Iterable[Any]) -> int:
    def send(row: Any) -> bool:
        return attempt(
            engine, outbox, row, lambda: (deliver(engine, row),), lambda error: _give_up(engine, row, error)
        )

    return sum(send(row) for row in rows)


def deliver_row(engine: ProcessEngine, row_id: str) -> str | None:
    """``deliver`` by the row's id, also when it was set aside; None, too, when it has gone."""
    with reading(engine.database) as connection:
        row = connection.execute(sa.select(outbox).where(outbox.c.id == row_id)).one_or_none()
    return None if row is None else deliver(engine, row)


def deliver(engine: ProcessEngine, row: Any) -> str | None:
    """Deliver a row; returns the instance that took it, None when nobody was left to take it.

    Raises IncidentRaised, StillWaiting.
    """
    for _ in range(ATTEMPTS):
        try:
            return _deliver(engine, row)
        except Suspended:
            raise
        except (Conflict, IntegrityError):  # somebody was faster: with this row, with its receiver, with a number
            with reading(engine.database) as connection:
                if not is_there(connection, row):
                    return None
    raise StillWaiting()


def _deliver(engine: ProcessEngine, row: Any) -> str | None:
    if hops_after(row) > MOST_HOPS:
        _fail(engine, row.sender_id, row, LimitReached(
            "几张流程图之间的消息或信号来回转个不停，请检查流程图；确实要继续的，请重试", element_id=row.element_id))
    if row.receiver_id is not None:
        return _deliver_signal(engine, row)
    if row.definition_id is not None:
        return _start(engine, row, None)
    return _deliver_message(engine, row)


def _deliver_signal(engine: ProcessEngine, row: Any) -> str | None:
    try:
        if take_step(engine, row.receiver_id, SignalDelivery(row)):
            return str(row.receiver_id)
    except ExecutionFailed as failure:
        _fail(engine, row.receiver_id, row, failure)
    except Conflict:
        with reading(engine.database) as connection:
            status = connection.scalar(sa.select(instance.c.status).where(instance.c.id == row.receiver_id))
        if status in ("active", SUSPENDED):
            raise
    with writing(engine.database) as connection:
        connection.execute(claim(row))
    return None


def _deliver_message(engine: ProcessEngine, row: Any) -> str | None:
    with reading(engine.database) as connection:
        receivers = find_receivers(connection, row)
    if not receivers and row.business_key is None:
        starts = [start for start in find_message_starts(engine, row.name) if PROCESS_SENDER in start.senders]
        if len(starts) == 1:
            return _start(engine, row, starts[0])
        if starts:
            _fail(engine, row.sender_id, row, _not_one(row, len(starts)))
    if len(receivers) != 1:
        _fail(engine, row.sender_id, row, _not_one(row, len(receivers)))
    ((instance_id, wait_id),) = receivers
    try:
        return instance_id if take_step(engine, instance_id, MessageDelivery(row, wait_id)) else None
    except ExecutionFailed as failure:
        _fail(engine, instance_id, row, failure)
    except Conflict:
        raise
    except ProductError as error:
        _fail(engine, row.sender_id, row, _refused(row, error))


def _not_one(row: Any, found: int) -> ExecutionFailed:
    if found == 0:
        sentence = f"消息「{row.name}」没有人收：没有哪件协商在等它，也没有流程由它启动。等到有人收时请重试"
    else:
        sentence = f"消息「{row.name}」不知道该给谁：等着它的不止一个。请用业务编号或关联键说明给谁，改好后重试"
    return ExecutionFailed(sentence, element_id=row.element_id, business_key=row.business_key)


def _refused(row: Any, error: ProductError) -> ExecutionFailed:
    errors = error.errors if isinstance(error, InvalidSubmission) else {}
    parts = [f"{field}：{'；'.join(map(str, sentences))}" for field, sentences in errors.items()]
    what = {"message": "消息", "signal": "信号"}.get(row.kind, "定时启动")
    sentence = f"{what}「{row.name}」没有送到：{error.message}{' '.join(parts)}"
    return ExecutionFailed(sentence, element_id=row.element_id or row.start_event, reason=error.type)


def _start(engine: ProcessEngine, row: Any, found: FoundStart | None) -> str | None:
    try:
        start = found or find_start(engine, row.definition_id, row.start_event)
        organisations = _organisations(engine, row, start)
        if len(organisations) > 1:
            _split(engine, row, organisations)
            return None
        with reading(engine.database) as connection:
            case = engine.open_case(connection, organisations[0], engine.clock(), engine.zone)
        opening = Opening(organisations[0], case.business_key, case.variables)
        return start_for(engine, cause_of(row), start, payload_of(row), opening).instance_id
    except ExecutionFailed as failure:
        failure.details.update(definition=row.definition_id, organisation=row.organisation)
        _fail(engine, row.sender_id, row, failure)
    except Conflict:
        raise
    except ProductError as error:
        _fail(engine, row.sender_id, row, _refused(row, error))


def _organisations(engine: ProcessEngine, row: Any, start: FoundStart) -> tuple[str, ...]:
    """Where a row starts a case: where it says, where the start event says, where its sender belongs."""
    if row.organisation is not None:
        return (row.organisation,)
    with reading(engine.database) as connection:
        home = connection.scalar(sa.select(instance.c.organisation).where(instance.c.id == row.sender_id))
    if row.kind == "message":
        return (str(home),)
    given = organisations_of(start.event, engine.settings(engine.step_clock())) if start.event else ()
    places = given or ((home,) if home else ())
    if not places:
        raise UnresolvedReference("没有写在哪个组织发起，请给开始事件加上扩展属性 organisation",
                                  element_id=start.element_id)
    return places


def _split(engine: ProcessEngine, row: Any, organisations: tuple[str, ...]) -> None:
    """A row for each organisation instead of one for all, so that none of them waits for another."""
    common = {**row._mapping, "attempts": 0, "run_at": engine.clock()}
    rows = [{**common, "id": str(uuid4()), "organisation": code} for code in organisations]
    with writing(engine.database) as connection:
        if connection.execute(claim(row)).rowcount == 1:
            insert_rows(connection, rows, row.created_at, hands_over=engine.hands_over)
    engine.work.set()


def _fail(engine: ProcessEngine, instance_id: str | None, row: Any, failure: ExecutionFailed) -> NoReturn:
    raise_incident(engine, instance_id, DeliveryTrigger(sender_of(row), row.id), failure)


def _give_up(engine: ProcessEngine, row: Any, error: Exception) -> None:
    failure = ExecutionFailed(f"送出时系统出错：{type(error).__name__}", element_id=row.element_id)
    _fail(engine, row.receiver_id or row.sender_id, row, failure)
