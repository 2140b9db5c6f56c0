"""What must hold of the database at rest: state and rows agree, nothing happened twice, nothing is left over."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from bench.soak.drawings import ANSWER, ASK, ROUND, TIMERS, TOLD
from bench.soak.records import Records, Violation, data_of
from engine.process_engine import ProcessEngine
from tests.soundness import faults_of

OPEN = ("active", "suspended")


def inconsistencies(records: Records) -> Iterator[Violation]:
    """Whatever the rows contradict among themselves."""
    yield from _once(records)
    yield from _claims(records)
    yield from _open_tasks(records)
    yield from _timers(records)
    yield from _messages(records)
    yield from _left_over(records)


def unsound(engine: ProcessEngine, records: Records) -> Iterator[Violation]:
    """Instances whose state, rows, numbers or hash chain do not fit together: each is loaded."""
    for instance_id in records.instances:
        for fault in faults_of(engine, instance_id):
            yield Violation("state and rows disagree", fault, instance_id)


def _once(records: Records) -> Iterator[Violation]:
    for kind, rows in (("task_completed", records.tasks), ("external_task_completed", records.externals)):
        told = Counter(event.task_id for event in records.events_of(kind))
        for task_id, count in told.items():
            if count > 1:
                yield Violation(f"{kind} {count} times", task_id)
        for row in rows.values():
            if row.status == "completed" and told[row.id] == 0:
                yield Violation(f"completed without {kind}", row.id, row.instance_id)
    ends = Counter(event.instance_id for event in records.events_of("instance_ended", "instance_cancelled"))
    for row in records.instances.values():
        if ends[row.id] != (0 if row.status in OPEN else 1):
            yield Violation("an end told other than once", f"{row.status}, told {ends[row.id]} times", row.id)


def _claims(records: Records) -> Iterator[Violation]:
    """At any moment a task has one holder, and nobody else completes it."""
    holders: dict[str, str] = {}
    for event in records.events_of("task_claimed", "task_unclaimed", "task_completed"):
        holder = holders.get(event.task_id)
        if event.type != "task_unclaimed" and holder is not None and holder != event.person_id:
            yield Violation("a task taken from its holder", f"{event.type} of {event.task_id}", event.instance_id)
        holders.pop(event.task_id, None)
        if event.type == "task_claimed":
            holders[event.task_id] = event.person_id
    for task_id, holder in holders.items():
        task = records.tasks.get(task_id)
        if task is not None and task.status == "open" and task.assignee != holder:
            yield Violation("the holder of a task is not who claimed it", task_id, task.instance_id)


def _open_tasks(records: Records) -> Iterator[Violation]:
    for task in records.tasks.values():
        if task.status == "open":
            if records.instances[task.instance_id].status not in OPEN:
                yield Violation("an open task of a case that has ended", task.id, task.instance_id)
            if task.id not in records.candidates and task.assignee is None:
                yield Violation("an open task that nobody can see", task.id, task.instance_id)


def _timers(records: Records) -> Iterator[Violation]:
    fired = Counter((event.instance_id, event.element_id) for event in records.events_of("timer_fired"))
    for (instance_id, element_id), count in fired.items():
        visits = records.activities[instance_id, element_id, "completed"]
        # No loop leads past any of them: each is visited once in a case.
        if element_id in TIMERS and (count != visits or count > 1):
            detail = f"{element_id}: {visits} visits, fired {count} times"
            yield Violation("a timer fired other than once", detail, instance_id)
    for (instance_id, element_id, status), visits in records.activities.items():
        if element_id in TIMERS and status == "completed" and fired[instance_id, element_id] == 0:
            yield Violation("a timer passed without firing", f"{element_id}: {visits} visits", instance_id)


def _messages(records: Records) -> Iterator[Violation]:
    """Each question begins one answer, and each answer arrives once unless who asked has been cancelled."""
    numbers = records.by_number()
    thrown: Counter[tuple[str, str]] = Counter()
    for event in records.events_of("message_thrown"):
        thrown[event.instance_id, data_of(event)["message"]] += 1
    answers = Counter(records.asked_by[row.id] for row in records.instances.values()
                      if records.process_of(row.id) == ANSWER and row.id in records.asked_by)  # fmt: skip
    received = Counter(event.instance_id for event in records.events_of("message_received")
                       if data_of(event)["message"] == TOLD)  # fmt: skip
    for row in records.instances.values():
        if records.process_of(row.id) == ROUND:
            asked = thrown[row.id, ASK]
            if answers[row.business_key] != asked:
                detail = f"asked {asked}, {answers[row.business_key]} answers began"
                yield Violation("a message between cases not delivered once", detail, row.business_key)
        elif row.id in records.asked_by and row.status == "completed":
            asker = numbers.get(records.asked_by[row.id])
            if thrown[row.id, TOLD] != 1 or asker is None:
                yield Violation("an answer not told once", f"{thrown[row.id, TOLD]} times", row.business_key)
            elif received[asker.id] != 1 and asker.status != "cancelled":
                yield Violation("a message between cases not delivered once",
                                f"the answer arrived {received[asker.id]} times", asker.business_key)  # fmt: skip


def _left_over(records: Records) -> Iterator[Violation]:
    """Nothing is on its way and nothing failed, apart from answers to cases that were cancelled."""
    cancelled = {row.business_key for row in records.instances.values() if row.status == "cancelled"}
    explained = {row.sender_id for row in records.outbox if is_explained(row, cancelled)}
    for row in records.outbox:
        if row.sender_id not in explained:
            yield Violation("left in the outbox", f"{row.kind} {row.name} for {row.business_key}", row.sender_id)
    for row in records.incidents:
        if row.status == "open" and not (row.kind == "delivery" and row.instance_id in explained):
            yield Violation("an incident that nothing explains", f"{row.kind} {row.element_id}: {row.message}",
                            row.instance_id)  # fmt: skip


def is_explained(row: Any, cancelled: set[str]) -> bool:
    """An outbox row that cannot arrive: whoever asked has been cancelled meanwhile."""
    return row.kind == "message" and row.name == TOLD and row.business_key in cancelled
