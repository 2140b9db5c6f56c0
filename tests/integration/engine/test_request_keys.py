"""A request's key stands for one request: sent again it gets the first answer, on anything else it is refused."""
from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from engine.instances import Opening, start_instance
from engine.messages import NobodyWaits, deliver_message
from engine.request_keys import KeyReused, fingerprint
from engine.tables import instance, submission
from tests.diagrams import form, process, text, user
from tests.integration.engine.conftest import asking
from tests.integration.engine.test_events import MESSAGE, PAYLOAD, boundary


def deploy(bench: Any, *, interrupting: bool) -> None:
    body = '<startEvent id="s"/>' + user("a") + '<endEvent id="e"/>'
    body += boundary('<messageEventDefinition id="md" messageRef="m1"/>', interrupting, PAYLOAD)
    body += '<endEvent id="e2"/>'
    bench.deploy(process(body, "s -> a -> e\nb -> e2", extra=MESSAGE), forms={"fa": form("fa", text("name"))})


def test_a_message_that_ended_its_case_is_answered_again(bench: Any) -> None:
    """The case was over, so the same request once got 办结 instead of its own answer."""
    deploy(bench, interrupting=True)
    bench.start()
    first = deliver_message(bench.engine, asking("k1"), "2026-1", "apply", {"name": "乙"})
    again = deliver_message(bench.engine, asking("k1"), "2026-1", "apply", {"name": "乙"})

    assert (first.repeated, again.repeated, again.element_id) == (False, True, "b")


def test_one_key_on_messages_to_two_cases_at_once_is_refused_the_second_time(bench: Any, rows: Any) -> None:
    """Both looked before either had written: the second one once broke on the table's primary key."""
    deploy(bench, interrupting=False)
    bench.start()
    bench.start()
    others: list[Any] = []

    def overtake(point: str) -> None:
        if point == "before_write" and not others:
            others.append(None)
            others[0] = deliver_message(bench.engine, asking("k1", "another"), "2026-2", "apply", {"name": "丙"})

    slow = replace(bench.engine, fault=overtake)
    with pytest.raises(KeyReused):
        deliver_message(slow, asking("k1"), "2026-1", "apply", {"name": "乙"})

    assert others[0].repeated is False
    assert [row.element_id for row in rows(submission)].count("b") == 1


@pytest.mark.parametrize("interrupting", [True, False])
def test_the_same_message_twice_at_once_acts_once(bench: Any, rows: Any, interrupting: bool) -> None:
    deploy(bench, interrupting=interrupting)
    bench.start()
    others: list[Any] = []

    def overtake(point: str) -> None:
        if point == "before_write" and not others:
            others.append(None)
            others[0] = deliver_message(bench.engine, asking("k1"), "2026-1", "apply", {"name": "乙"})

    slow = replace(bench.engine, fault=overtake)
    answer = deliver_message(slow, asking("k1"), "2026-1", "apply", {"name": "乙"})

    assert (others[0].repeated, answer.repeated) == (False, True)
    assert [row.element_id for row in rows(submission)].count("b") == 1


def test_a_message_nobody_waits_for_stays_a_conflict_with_a_key(bench: Any) -> None:
    deploy(bench, interrupting=False)
    bench.start()
    with pytest.raises(NobodyWaits):
        deliver_message(bench.engine, asking("k1"), "2026-1", "other", {})


@pytest.mark.parametrize(
    ("key", "organisation"), [("p", "640102"), ("q", "640101")], ids=["another organisation", "another process"]
)
def test_one_key_starts_one_thing_in_one_place(bench: Any, rows: Any, key: str, organisation: str) -> None:
    """The key once answered for a start elsewhere, so that the second case silently never came to be."""
    body = '<startEvent id="s"/>' + user("a") + '<endEvent id="e"/>'
    bench.deploy(process(body, "s -> a -> e"), process(body, "s -> a -> e", key="q"))
    start_instance(bench.engine, asking("k1"), "p", {}, Opening("640101", "2026-1", {}))

    with pytest.raises(KeyReused):
        start_instance(bench.engine, asking("k1", key, organisation), key, {}, Opening(organisation, "2026-2", {}))
    again = start_instance(bench.engine, asking("k1"), "p", {}, Opening("640101", "2026-3", {}))

    assert again.repeated
    assert len(rows(instance)) == 1


def test_a_number_and_the_text_that_reads_like_it_are_two_requests() -> None:
    assert fingerprint({"amount": Decimal("1.5")}) != fingerprint({"amount": "1.5"})
    assert fingerprint({"amount": Decimal("1.5")}) == fingerprint({"amount": Decimal("1.5")})
