"""Parallel joins that never get all their tokens are warned of, and no others."""

from __future__ import annotations

import pytest

from tests.unit.engine.deployment.cases import Case, check
from tests.unit.engine.deployment.drawing import (
    CHOICE,
    END,
    START,
    WORK,
    boundary,
    flow,
    gateway,
    line,
    when,
    work,
)

TOLD = "永远等不齐"


def choice(kind: str = "exclusiveGateway", join: str = "parallelGateway", before: str = "", first: str = "g") -> str:
    """start → [before →] g → a or b → join j → end; ``first`` follows the start."""
    return "".join([
        START, before, gateway(kind, attributes='name="选"'), work("a"), work("b"), gateway(join, "j"), END,
        flow("start", first), flow("g", "a", when("=x")), flow("g", "b", when("=y")), flow("a", "j"), flow("b", "j"),
        flow("j", "end"),
    ])  # fmt: skip


FORKED = choice(before=gateway("parallelGateway", "f") + flow("f", "g", name="f1"), first="f")
EVENTS = CHOICE.replace(flow("t", "end"), flow("t", "j")).replace(flow("c", "end"), flow("c", "j"))

CASES: dict[str, Case] = {
    "branches of an exclusive gateway": Case(
        "并行网关", choice(), TOLD, choice(join="exclusiveGateway"), "warning"
    ),
    "branches of an inclusive gateway": Case(
        "并行网关", choice(), TOLD, choice("inclusiveGateway"), "warning"
    ),
    "branches of an event-based gateway": Case(
        "并行网关", EVENTS + gateway("parallelGateway", "j") + flow("j", "end"), TOLD,
        EVENTS + gateway("exclusiveGateway", "j") + flow("j", "end"), "warning",
    ),
    "a fork before the choice lets two tokens come": Case(
        "并行网关", FORKED + work("c") + flow("f", "c") + flow("c", "end"), TOLD,
        FORKED + work("c") + flow("f", "c") + flow("c", "g"), "warning",
    ),
    "the choice is made again in a loop": Case(
        "并行网关", choice(), TOLD, choice().replace(flow("a", "j"), flow("a", "j") + flow("a", "g", when("=z"))),
        "warning",
    ),
    "an activity forks behind the choice": Case(
        "并行网关", choice(), TOLD,
        choice().replace(flow("b", "j"), "") + flow("b", "end") + flow("a", "j", name="two"), "warning",
    ),
    "a repeating boundary event comes to the choice": Case(
        "并行网关",
        choice(before=WORK + flow("work", "g"), first="work") + boundary(),
        TOLD,
        choice(before=WORK + flow("work", "g"), first="work")
        + boundary('attachedToRef="work" cancelActivity="false"').replace('targetRef="end"', 'targetRef="g"'),
        "warning",
    ),
    "another way comes to the join": Case(
        "并行网关", choice(), TOLD,
        choice().replace(flow("start", "g"), flow("start", "g") + flow("start", "b", name="other")), "warning",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_join_that_never_fires_is_warned_of_and_its_near_miss_is_not(case: str) -> None:
    check(CASES[case])


def test_a_parallel_split_that_is_joined_is_no_matter() -> None:
    joined = choice("parallelGateway").replace(when("=x"), "").replace(when("=y"), "")

    check(Case("并行网关", choice(), TOLD, joined, "warning"))
    check(Case("并行网关", choice(), TOLD, line(WORK), "warning"))
