"""Plays the script of a construct through the use cases, on a database alone or with everything kept in memory."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from engine import tables, tasks
from engine.cancellation import cancel_instance
from engine.execution_errors import ExecutionFailed
from engine.external_locks import Topic, fetch_and_lock
from engine.external_outcomes import Outcome, report_outcome
from engine.external_tables import external_task
from engine.incidents import IncidentRaised
from engine.messages import broadcast_signal, deliver_message
from engine.outbox import deliver_due
from engine.timers import fire_due_timers
from engine.transaction import reading
from tests.integration.engine.conftest import CADRE
from tests.integration.engine.constructs.construct import FORMS, Construct
from tests.soundness import faults_of


class Play:
    """A construct being played on a bench. ``case``: id and business key of the case that was started last.

    ``past``: the cases of earlier rounds, which count no more.
    """

    def __init__(self, bench: Any, construct: Construct) -> None:
        self.bench = bench
        self.construct = construct
        self.case = ("", "")
        self.past: set[str] = set()

    def deploy(self) -> None:
        """Deploy the construct's files with the forms that they may use."""
        self.bench.deploy(*self.construct.files, forms=FORMS, decisions=self.construct.decisions)

    def act(self, words: list[str]) -> str:
        """Do one line's action and deliver what it threw; tells what waits then, or that there is an incident."""
        incidents = self._count(tables.incident)
        try:
            getattr(self, f"_{words[0]}")(*words[1:])
            while deliver_due(self.bench.engine):
                pass
        except IncidentRaised:
            return "incident"
        except ExecutionFailed:
            return "failure"
        return "incident" if self._count(tables.incident) > incidents else self.waits()

    def waits(self) -> str:
        """The elements that wait, in all cases, sorted; each case's rows are what its state calls for."""
        for instance in self._cases():
            assert faults_of(self.bench.engine, instance.id) == []
        found = [
            *self._rows(tables.task, tables.task.c.status == "open"), *self._rows(tables.timer_job),
            *self._rows(tables.subscription), *self._rows(external_task, external_task.c.status == "open"),
        ]  # fmt: skip
        if not self._rows(tables.instance, tables.instance.c.status == "active"):
            return "ended"
        return " ".join(sorted(row.element_id for row in found)) or "-"

    def trail(self) -> Counter[tuple[str, str, str]]:
        """Every visit to an element with its type and how it ended."""
        return Counter(
            (row.element_id, row.element_type, row.status)
            for row in self._rows(tables.activity)
            if row.instance_id not in self.past
        )

    def put_away(self) -> None:
        """End the cases of this round, so that the script can be played again."""
        for case in self._cases():
            if case.status == "active":
                cancel_instance(self.bench.engine, CADRE, case.id, "试验结束")
            self.past.add(case.id)

    def _cases(self) -> list[Any]:
        return [row for row in self._rows(tables.instance) if row.id not in self.past]

    def variables(self) -> dict[str, Any]:
        """The case's own."""
        found: dict[str, Any] = self.bench.variables(self.case[0])
        return found

    def _rows(self, table: sa.Table, *where: sa.ColumnElement[bool]) -> list[Any]:
        with reading(self.bench.engine.database) as connection:
            return list(connection.execute(sa.select(table).where(*where)))

    def _count(self, table: sa.Table) -> int:
        return len(self._rows(table))

    def _start(self, *given: str) -> None:
        started = self.bench.start(**_values(given))
        self.case = (started.instance_id, started.business_key)

    def _complete(self, element: str, *given: str) -> None:
        """The oldest open task at the element."""
        row = self._first(tables.task, element, tables.task.c.status == "open")
        tasks.complete(self.bench.engine, CADRE, row.id, _values(given))

    def _message(self, name: str, *given: str) -> None:
        deliver_message(self.bench.engine, CADRE, self.case[1], name, _values(given))

    def _signal(self, name: str) -> None:
        assert broadcast_signal(self.bench.engine, CADRE, name)

    def _timer(self, element: str) -> None:
        """Let the hour of an element's timer or job come."""
        due = self._first(tables.timer_job, element).due_at
        self.bench.clock.now = max(self.bench.clock.now, due.astimezone(dt.UTC))
        assert fire_due_timers(self.bench.engine)

    def _work(self, element: str, *given: str) -> None:
        self._report(element, Outcome(_values(given), {}))

    def _throw(self, element: str, code: str) -> None:
        self._report(element, Outcome({}, code=code, message="坏了"))

    def _report(self, element: str, outcome: Outcome) -> None:
        row = self._first(external_task, element, external_task.c.status == "open")
        fetch_and_lock(self.bench.engine, CADRE, "w", [Topic(row.topic, dt.timedelta(minutes=5))], 10)
        report_outcome(self.bench.engine, CADRE, row.id, "w", outcome)

    def _first(self, table: sa.Table, element: str, *where: sa.ColumnElement[bool]) -> Any:
        return self._rows(table, table.c.element_id == element, *where)[0]


def _values(given: tuple[str, ...]) -> dict[str, Any]:
    """``v=3`` a number, ``t=text`` a text, ``t=a,b`` a list of texts."""
    return {name: _value(value) for name, _, value in (entry.partition("=") for entry in given)}


def _value(value: str) -> Any:
    if value.lstrip("-").isdecimal():
        return Decimal(value)
    if value in ("true", "false"):
        return value == "true"
    return value.split(",") if "," in value else value
