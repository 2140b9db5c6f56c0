"""A token is placed elsewhere: the case goes on to its end from there, and what cannot be proved safe is refused."""
from __future__ import annotations

from typing import Any

import orjson
import pytest
import sqlalchemy as sa

from engine.errors import Conflict, InvalidRequest
from engine.repairs.placing import Place, PlaceRefused, place_token, preview_place
from engine.suspension import resume_instance, suspend_instance
from engine.tables import activity, history_event, instance, subscription, task, timer_job
from engine.transaction import reading
from engine.undo import TooLate, undo_completion
from tests.diagrams import process, user
from tests.integration.engine.conftest import CADRE
from tests.soundness import faults_of

END = '<endEvent id="e"/>'
LINE = '<startEvent id="s"/>' + user("a") + user("b") + user("c") + END
FORK = (
    '<startEvent id="s"/>' + user("a") + '<parallelGateway id="f"/>' + user("left") + user("left2") + user("right")
    + '<parallelGateway id="j"/>' + user("z") + END
)  # fmt: skip
FORKED = "s -> a -> f\nf -> left -> left2 -> j\nf -> right -> j\nj -> z -> e"


def activity_of(bench: Any, element_id: str) -> str:
    """The id of the only visit that is going on at an element."""
    with reading(bench.engine.database) as connection:
        query = sa.select(activity.c.id).where(activity.c.element_id == element_id, activity.c.status == "active")
        return str(connection.execute(query).scalar_one())


def place(bench: Any, instance_id: str, source: str, target: str, reason: str = "走错了") -> None:
    bench.forget_caches()
    place_token(bench.engine, CADRE, instance_id, Place(activity_of(bench, source), target), reason)
    assert faults_of(bench.engine, instance_id) == []


def finish(bench: Any, instance_id: str, *elements: str) -> None:
    """Complete these tasks in order; after that the instance has ended."""
    for element_id in elements:
        bench.forget_caches()
        bench.complete(element_id)
    assert faults_of(bench.engine, instance_id) == []
    with reading(bench.engine.database) as connection:
        row = connection.execute(sa.select(instance).where(instance.c.id == instance_id)).one()
    assert row.status == "completed"


@pytest.mark.parametrize(("target", "rest"), [("a", "abc"), ("c", "c"), ("b", "bc")])
def test_a_token_is_placed_back_forth_and_where_it_stands(bench: Any, rows: Any, target: str, rest: str) -> None:
    bench.deploy(process(LINE, "s -> a -> b -> c -> e"))
    instance_id = bench.start().instance_id
    bench.complete("a")
    gone = bench.task_id("b")

    place(bench, instance_id, "b", target)

    assert bench.open() == [target]
    assert bench.task_id(target) != gone
    assert {row.status for row in rows(task) if row.id == gone} == {"cancelled"}
    (told,) = [row for row in rows(history_event) if row.type == "token_placed"]
    data = orjson.loads(told.data)
    assert (data["from"], data["to"], data["reason"], told.person_id) == ("b", target, "走错了", CADRE.person_id)
    finish(bench, instance_id, *rest)


def test_at_an_end_event_the_instance_ends(bench: Any) -> None:
    bench.deploy(process(LINE, "s -> a -> b -> c -> e"))
    instance_id = bench.start().instance_id

    place(bench, instance_id, "a", "e")

    finish(bench, instance_id)


def test_in_its_own_branch_a_token_moves_and_the_join_still_gets_both(bench: Any) -> None:
    bench.deploy(process(FORK, FORKED))
    instance_id = bench.start().instance_id
    bench.complete("a")

    place(bench, instance_id, "left", "left2")
    place(bench, instance_id, "left2", "left")

    finish(bench, instance_id, "left", "right", "left2", "z")


@pytest.mark.parametrize("target", ["a", "right", "z", "j", "f", "e"])
def test_out_of_its_branch_while_another_goes_on_is_refused(bench: Any, rows: Any, target: str) -> None:
    bench.deploy(process(FORK, FORKED))
    instance_id = bench.start().instance_id
    bench.complete("a")
    before = rows(history_event)

    with pytest.raises(PlaceRefused) as refused:
        place(bench, instance_id, "left", target)

    assert len(refused.value.found) == 1
    assert rows(history_event) == before
    assert sorted(bench.open()) == ["left", "right"]


def test_a_lone_token_is_not_put_into_one_branch_of_several(bench: Any) -> None:
    bench.deploy(process(FORK, FORKED))
    instance_id = bench.start().instance_id

    with pytest.raises(PlaceRefused, match="findings"):
        place(bench, instance_id, "a", "left")
    place(bench, instance_id, "a", "f")
    finish(bench, instance_id, "left", "right", "left2", "z")


def test_a_loop_back_from_behind_the_join_does_not_make_its_branch_safe(bench: Any) -> None:
    again = FORK.replace(END, '<exclusiveGateway id="x" default="x__e"/>' + END)
    bench.deploy(process(again, FORKED.replace("j -> z -> e", "j -> z -> x\nx -> a : =false\nx -> e")))
    instance_id = bench.start().instance_id
    for element_id in ("a", "left", "left2", "right"):
        bench.complete(element_id)

    with pytest.raises(PlaceRefused):
        place(bench, instance_id, "z", "right")
    place(bench, instance_id, "z", "a")
    finish(bench, instance_id, "a", "left", "left2", "right", "z")


TIMED = (
    '<startEvent id="s"/>' + user("a") + '<boundaryEvent id="late" attachedToRef="a"><timerEventDefinition>'
    "<timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent>"
    '<intermediateCatchEvent id="t"><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>'
    "</intermediateCatchEvent>" + user("b") + END + '<endEvent id="e2"/>'
)


def test_boundary_timers_go_and_those_of_the_new_place_begin(bench: Any, rows: Any) -> None:
    bench.deploy(process(TIMED, "s -> a -> t -> b -> e\nlate -> e2"))
    instance_id = bench.start().instance_id
    assert [row.element_id for row in rows(timer_job)] == ["late"]

    place(bench, instance_id, "a", "t")
    assert [row.element_id for row in rows(timer_job)] == ["t"]
    place(bench, instance_id, "t", "b")
    assert rows(timer_job) == []
    assert rows(subscription) == []
    place(bench, instance_id, "b", "a")
    assert [row.element_id for row in rows(timer_job)] == ["late"]
    for refused in ("late", "s", "nothing"):
        with pytest.raises(PlaceRefused):
            place(bench, instance_id, "a", refused)


INNER = '<startEvent id="is"/>' + user("ia") + user("ib") + '<endEvent id="ie"/>'


def test_inside_a_subprocess_a_token_stays_inside_and_the_whole_may_be_left(bench: Any) -> None:
    flows = "".join(
        f'<sequenceFlow id="{a}_{b}" sourceRef="{a}" targetRef="{b}"/>'
        for a, b in (("is", "ia"), ("ia", "ib"), ("ib", "ie"))
    )
    body = '<startEvent id="s"/>' + f'<subProcess id="sub">{INNER}{flows}</subProcess>' + user("b") + END
    bench.deploy(process(body, "s -> sub -> b -> e"))
    first = bench.start().instance_id

    with pytest.raises(PlaceRefused):
        place(bench, first, "ia", "b")
    place(bench, first, "ia", "ib")
    place(bench, first, "sub", "b")
    finish(bench, first, "b")
    second = bench.start().instance_id
    place(bench, second, "sub", "sub")
    finish(bench, second, "ia", "ib", "b")


def test_many_instances_are_left_together_and_not_one_by_one(bench: Any, rows: Any) -> None:
    many = "<multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics>"
    bench.deploy(process('<startEvent id="s"/>' + user("m", inside=many) + user("b") + END, "s -> m -> b -> e"))
    instance_id = bench.start().instance_id
    visits = [row for row in rows(activity) if row.element_id == "m" and row.status == "active"]
    (body,) = [row.id for row in visits if row.element_type != "userTask"]
    one = next(row.id for row in visits if row.element_type == "userTask")

    with pytest.raises(PlaceRefused):
        place_token(bench.engine, CADRE, instance_id, Place(one, "b"), "r")
    place_token(bench.engine, CADRE, instance_id, Place(body, "b"), "r")

    assert faults_of(bench.engine, instance_id) == []
    finish(bench, instance_id, "b")


def test_trying_writes_nothing_and_tells_what_would_be(bench: Any, rows: Any) -> None:
    bench.deploy(process(TIMED, "s -> a -> t -> b -> e\nlate -> e2"))
    instance_id = bench.start().instance_id
    before = [rows(table) for table in (instance, task, activity, history_event, timer_job)]
    here = activity_of(bench, "a")

    found = preview_place(bench.engine, CADRE, instance_id, Place(here, "t"))
    assert (found.refused, found.opened, found.closed, found.ends) == (False, (), ("a",), False)
    assert [element_id for element_id, _ in found.timers] == ["t"]
    assert preview_place(bench.engine, CADRE, instance_id, Place(here, "b")).opened == ("b",)
    assert preview_place(bench.engine, CADRE, instance_id, Place(here, "e")).ends
    assert preview_place(bench.engine, CADRE, instance_id, Place(here, "late")).refused
    assert preview_place(bench.engine, CADRE, instance_id, Place("nothing", "b")).refused

    assert [rows(table) for table in (instance, task, activity, history_event, timer_job)] == before


def test_afterwards_the_last_completion_is_not_taken_back_and_the_old_place_is_gone(bench: Any) -> None:
    bench.deploy(process(LINE, "s -> a -> b -> c -> e"))
    instance_id = bench.start().instance_id
    done = bench.task_id("a")
    bench.complete("a")
    gone = activity_of(bench, "b")
    place(bench, instance_id, "b", "c")

    with pytest.raises(TooLate):
        undo_completion(bench.engine, CADRE, done)
    with pytest.raises(PlaceRefused):
        place_token(bench.engine, CADRE, instance_id, Place(gone, "a"), "r")
    with pytest.raises(InvalidRequest):
        place(bench, instance_id, "c", "a", reason=" ")
    finish(bench, instance_id, "c")
    with pytest.raises(Conflict):
        place_token(bench.engine, CADRE, instance_id, Place(gone, "a"), "r")


def test_a_suspended_instance_stays_suspended(bench: Any) -> None:
    bench.deploy(process(LINE, "s -> a -> b -> c -> e"))
    instance_id = bench.start().instance_id
    suspend_instance(bench.engine, CADRE, instance_id, "r")

    place(bench, instance_id, "a", "c")
    resume_instance(bench.engine, CADRE, instance_id, "r")

    finish(bench, instance_id, "c")
