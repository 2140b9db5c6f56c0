"""What a scope waits for: triggers of events, and jobs."""
from __future__ import annotations

from engine.execution.waiting import catching, waiting_as_jobs
from tests.diagrams import arrows, user
from tests.unit.engine.execution.running import started

SIGNAL = '<signalEventDefinition id="d{}" signalRef="s1"/>'


def catch(name: str) -> str:
    return f'<intermediateCatchEvent id="{name}">{SIGNAL.format(name)}</intermediateCatchEvent>'


def test_an_event_based_gateway_waits_for_each_of_its_events() -> None:
    top = started('<eventBasedGateway id="g"/>' + catch("x") + catch("y"), "s -> g -> x -> e\ng -> y -> e")
    assert [(token.task_spec.name, index) for token, index in catching(top)] == [("g", 0), ("g", 1)]
    assert waiting_as_jobs(top) == []


def test_a_token_before_an_event_waits_for_its_job_alone() -> None:
    event = catch("x").replace("<intermediateCatchEvent ", '<intermediateCatchEvent camunda:asyncBefore="true" ')
    top = started(event, "s -> x -> e")
    assert catching(top) == []
    assert [token.task_spec.name for token in waiting_as_jobs(top)] == ["x"]


def test_people_see_the_start_event_of_an_event_subprocess_wait() -> None:
    inside = f'<startEvent id="b">{SIGNAL.format("b")}</startEvent>{user("h")}{arrows("b -> h")}'
    top = started(user("a") + f'<subProcess id="esp" triggeredByEvent="true">{inside}</subProcess>', "s -> a -> e")
    assert [token.task_spec.wait_id for token, _index in catching(top)] == ["b"]


def test_who_waits_for_people_or_at_a_join_waits_for_no_event() -> None:
    body = '<parallelGateway id="f"/><parallelGateway id="j"/>' + user("a")
    top = started(body, "s -> f -> j -> e\nf -> a -> j")
    assert catching(top) == waiting_as_jobs(top) == []
