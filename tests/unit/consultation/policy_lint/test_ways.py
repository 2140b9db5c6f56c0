"""Which ways miss a step, and where they part from those that take it."""
from __future__ import annotations

import pytest

from consultation.policy_lint.model import TooLarge, build_model
from engine.deployment.diagram import Diagram
from tests.diagrams import process, user
from tests.unit.consultation.policy_lint.drawn import (
    END,
    NOTICE,
    START,
    TOLD,
    diagram_of,
    drawn,
    mark,
    mark_flow,
    name_of,
    step,
    ways,
    without,
)

TIMER = "<timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition>"
FORK = '<parallelGateway id="f"/><parallelGateway id="j"/>'
CHOICE = '<exclusiveGateway id="g"/>'
CALL = '<callActivity id="c" calledElement="q"/>'


def boundary(host: str, interrupting: bool = True, definition: str = TIMER) -> str:
    """A boundary event ``b``."""
    cancel = str(interrupting).lower()
    return f'<boundaryEvent id="b" attachedToRef="{host}" cancelActivity="{cancel}">{definition}</boundaryEvent>'


def sub(element_id: str, inside: str, attributes: str = "") -> str:
    """A subprocess."""
    return f'<subProcess id="{element_id}" {attributes}>{inside}</subProcess>'


def flow(source: str, target: str) -> str:
    """A flow inside a subprocess."""
    return f'<sequenceFlow id="{source}__{target}" sourceRef="{source}" targetRef="{target}"/>'


INNER = sub("p1", '<startEvent id="s1"/>' + step("t") + '<endEvent id="e1"/>' + flow("s1", "t") + flow("t", "e1"))
EVENT_SUB = (
    '<startEvent id="s2" isInterrupting="{}">' + TIMER + '</startEvent><endEvent id="e2"/>' + flow("s2", "e2")
)

TAKEN = {
    "in line": (step("t"), "s -> t -> e"),
    "before a loop": (step("t") + CHOICE, "s -> t -> g -> e\ng -> t : =again"),
    "in a loop that everything enters": (
        CHOICE + '<exclusiveGateway id="h"/>' + step("t"), "s -> g -> t -> h -> e\nh -> g : =again",
    ),
    "on both branches of a choice": (CHOICE + step("t") + step("u"), "s -> g -> t -> e\ng -> u -> e"),
    "on one of two parallel branches": (FORK + step("t") + user("a"), "s -> f -> t -> j -> e\nf -> a -> j"),
    "on a parallel branch with an end of its own": (
        FORK.replace('<parallelGateway id="j"/>', "") + step("t") + user("a") + '<endEvent id="e3"/>',
        "s -> f -> t -> e\nf -> a -> e3",
    ),
    "on a parallel branch before a terminating end after the join": (
        FORK + step("t") + user("a") + '<endEvent id="x"><terminateEventDefinition/></endEvent>',
        "s -> f -> t -> j -> x\nf -> a -> j",
    ),
    "on one of two flows out of a task": (user("a") + step("t") + user("u"), "s -> a -> t -> e\na -> u -> e"),
    "beside a timer that does not interrupt": (
        step("t") + boundary("t", False) + user("a"), "s -> t -> e\nb -> a -> e",
    ),
    "after a timer that interrupts": (user("a") + boundary("a") + step("t"), "s -> a -> t -> e\nb -> t"),
    "in a subprocess": (INNER, "s -> p1 -> e"),
    "with an event subprocess that does not interrupt": (
        step("t") + sub("v", EVENT_SUB.format("false"), 'triggeredByEvent="true"'), "s -> t -> e",
    ),
    "without a start or end event": (step("t") + user("a"), "t -> a"),
}  # fmt: skip
#: What was drawn, and the element at which the way without the step parts from the others.
MISSED = {
    "round a choice": (CHOICE + step("t"), "s -> g -> t -> e\ng -> e", "g__e"),
    "out of a loop": (
        CHOICE + '<exclusiveGateway id="h"/>' + step("t"), "s -> g -> h -> t -> g\nh -> e", "h__e",
    ),
    "on an inclusive branch": (
        '<inclusiveGateway id="f"/><inclusiveGateway id="j"/>' + step("t") + user("a"),
        "s -> f -> t -> j -> e\nf -> a -> j", "f__a",
    ),
    "by a terminating end beside it": (
        '<parallelGateway id="f"/>' + step("t") + user("a")
        + '<endEvent id="x"><terminateEventDefinition/></endEvent>',
        "s -> f -> t -> e\nf -> a -> x", "f__a",
    ),
    "by a condition out of a task": (
        user("a") + step("t") + user("u"), "s -> a -> t : =x\na -> u : =y\nt -> e\nu -> e", "a__u",
    ),
    "by a timer that interrupts it": (step("t") + boundary("t") + user("a"), "s -> t -> e\nb -> a -> e", "b"),
    "by an error caught round it": (
        sub("p1", '<startEvent id="s1"/><exclusiveGateway id="g1"/>' + step("t") + '<endEvent id="e1"/>'
            '<endEvent id="x1"><errorEventDefinition/></endEvent>' + flow("s1", "g1") + flow("g1", "t")
            + flow("t", "e1") + flow("g1", "x1"))
        + boundary("p1", definition="<errorEventDefinition/>"),
        "s -> p1 -> e\nb -> e", "b",
    ),
    "by an interrupting event subprocess": (
        step("t") + sub("v", EVENT_SUB.format("true"), 'triggeredByEvent="true"'), "s -> t -> e", "v",
    ),
    "by a second start": (
        step("t") + user("a") + '<startEvent id="m"><messageEventDefinition/></startEvent>',
        "s -> t -> e\nm -> a -> e", "m",
    ),
    "by a link": (
        CHOICE + step("t") + '<intermediateThrowEvent id="l"><linkEventDefinition name="A"/></intermediateThrowEvent>'
        '<intermediateCatchEvent id="k"><linkEventDefinition name="A"/></intermediateCatchEvent>',
        "s -> g -> t -> e\ng -> l\nk -> e", "g__l",
    ),
    "by a loop that may not run at all": (
        step("t").replace("</userTask>", '<standardLoopCharacteristics testBefore="true"/></userTask>'),
        "s -> t -> e", "t",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("body", "flows"), TAKEN.values(), ids=TAKEN)
def test_every_way_takes_a_step(body: str, flows: str) -> None:
    start = START if "s ->" in flows else ""
    root = drawn(start + body + (END if "-> e" in flows else ""), flows)
    assert ways(root).can_end
    assert not without(root).lead_to_an_end


@pytest.mark.parametrize(("body", "flows", "parting"), MISSED.values(), ids=MISSED)
def test_a_way_that_misses_a_step_is_found_with_the_element_where_it_parts(
    body: str, flows: str, parting: str
) -> None:
    found = without(drawn(START + body + END, flows))
    assert found.lead_to_an_end
    assert name_of(found.parting()) == parting


def called(body: str, flows: str) -> Diagram:
    """A process ``q`` that another calls."""
    return drawn('<startEvent id="s"/>' + body + '<endEvent id="e"/>', flows, "q")


def test_a_step_in_a_called_process_counts() -> None:
    root = drawn(START + CALL + END, "s -> c -> e")
    assert not without(root, called(step("t"), "s -> t -> e")).lead_to_an_end


def test_a_way_round_a_step_in_a_called_process_parts_there() -> None:
    inner = called(CHOICE + step("t"), "s -> g -> t -> e\ng -> e")
    found = without(drawn(START + CALL + END, "s -> c -> e"), inner)
    assert found.lead_to_an_end
    assert name_of(found.parting()) == "g__e"


def test_a_called_process_answers_by_its_plain_start_only() -> None:
    inner = called(step("t") + '<startEvent id="m"><messageEventDefinition/></startEvent>', "s -> t -> e\nm -> e")
    assert not without(drawn(START + CALL + END, "s -> c -> e"), inner).lead_to_an_end


def test_processes_that_call_each_other_for_ever_come_to_no_end() -> None:
    root = drawn(START + CALL + END, "s -> c -> e")
    inner = called('<callActivity id="c" calledElement="p"/>', "s -> c -> e")
    assert not ways(root, inner).can_end
    assert not without(root, inner).lead_to_an_end


def test_a_call_that_only_the_running_case_can_resolve_is_taken_at_its_word() -> None:
    dynamic = f'<callActivity id="c" calledElement="=which">{mark(policyStep=TOLD.step)}</callActivity>'
    assert not without(drawn(START + dynamic + END, "s -> c -> e")).lead_to_an_end
    assert without(drawn(START + CALL.replace("/>", f">{mark(policyStep=TOLD.step)}</callActivity>") + END,
                         "s -> c -> e"), called(user("a"), "s -> a -> e")).lead_to_an_end  # fmt: skip


def test_a_case_that_never_ends_by_itself_needs_an_event_that_ends_it() -> None:
    watch = '<startEvent id="s1"/><parallelGateway id="w"/>' + user("a") + '<endEvent id="e1"/>'
    watch += flow("s1", "w") + flow("w", "a") + flow("a", "e1") + flow("w", "w")
    assert not ways(drawn(START + sub("p1", watch) + END, "s -> p1 -> e")).can_end
    assert ways(drawn(START + sub("p1", watch) + boundary("p1") + END, "s -> p1 -> e\nb -> e")).can_end


def test_a_way_on_which_no_result_is_used_need_not_take_the_step() -> None:
    content = process(START + CHOICE + step("t") + END, "s -> g -> t -> e\ng -> e")
    assert not without(diagram_of(mark_flow(content, "g__e", policyEnd="不采纳"))).lead_to_an_end
    assert without(diagram_of(mark_flow(content, "g__e", policyEnd="随便"))).lead_to_an_end


def test_the_parting_is_not_where_a_way_leaves_to_an_end_without_result() -> None:
    body = START + CHOICE + '<exclusiveGateway id="h"/><endEvent id="x">' + mark(policyEnd="撤回") + "</endEvent>"
    found = without(drawn(body + step("t") + END, "s -> g -> t -> h\ng -> h\nh -> x\nh -> e"))
    assert name_of(found.parting()) == "g__h"


def test_a_step_that_lies_on_no_way_to_an_end_has_no_parting() -> None:
    body = START + user("a") + boundary("a", False) + step("t") + '<endEvent id="e2"/>' + END
    found = without(drawn(body, "s -> a -> e\nb -> t -> e2"))
    assert found.lead_to_an_end
    assert found.parting() is None


EARLIER = {
    "after it": (step("t") + step("n", NOTICE.step), "s -> t -> n -> e", False),
    "before it": (step("t") + step("n", NOTICE.step), "s -> n -> t -> e", True),
    "beside it": (FORK + step("t") + step("n", NOTICE.step), "s -> f -> t -> j -> e\nf -> n -> j", True),
    "after both have joined": (
        FORK + step("t") + user("a") + step("n", NOTICE.step), "s -> f -> t -> j -> n -> e\nf -> a -> j", False,
    ),
    "again in a loop": (
        CHOICE + step("t") + step("n", NOTICE.step), "s -> t -> n -> g -> e\ng -> n : =again", False,
    ),
    "after the subprocess that holds it": (INNER + step("n", NOTICE.step), "s -> p1 -> n -> e", False),
    "at an event on it": (
        step("t") + boundary("t", False) + step("n", NOTICE.step) + '<endEvent id="e2"/>', "s -> t -> e\nb -> n -> e2",
        True,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("body", "flows", "early"), EARLIER.values(), ids=EARLIER)
def test_a_later_step_that_can_come_too_early_is_found(body: str, flows: str, early: bool) -> None:
    found = ways(drawn(START + body + END, flows))
    assert found.without(TOLD).lead_to(found.steps["notice"][0]) is early


def test_a_long_ladder_of_choices_is_walked_once() -> None:
    rungs = range(240)
    body = START + step("t") + END + "".join(
        f'<exclusiveGateway id="g{n}"/>{user(f"a{n}")}{user(f"b{n}")}' for n in rungs
    )  # fmt: skip
    flows = "\n".join(f"g{n} -> a{n} -> g{n + 1}\ng{n} -> b{n} -> g{n + 1}" for n in rungs[:-1])
    flows += "\ns -> g0\ng239 -> a239 -> t -> e\ng239 -> b239 -> t\na200 -> g0 : =again"
    assert not without(drawn(body, flows)).lead_to_an_end
    found = without(drawn(body, flows + "\ng100 -> e : =enough"))
    assert name_of(found.parting()) == "g100__e"


def test_more_nodes_than_allowed_are_not_looked_at() -> None:
    root = drawn(START + user("a") + END, "s -> a -> e")
    with pytest.raises(TooLarge):
        build_model(root, lambda _target: None, 2)
