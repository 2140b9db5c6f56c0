"""An instance goes on at the new version from where it stands, or stays as it was and says why."""
from __future__ import annotations

import datetime as dt
from typing import Any

import orjson
import pytest

from engine.drafts import read_draft, save_draft
from engine.errors import Conflict, InvalidRequest, NotFound
from engine.history import verify_chain
from engine.moves.findings import AlreadyThere, MoveRefused
from engine.moves.moving import Route, move_back, move_instance, preview_move
from engine.moves.targets import Wanted
from engine.suspension import suspend_instance
from engine.tables import activity, history_event, instance, task, task_candidate, timer_job
from engine.timers import fire_due_timers
from engine.transaction import reading
from tests.diagrams import form, number, process, script, text, user
from tests.integration.engine.conftest import CADRE, PARTY

START, END = '<startEvent id="s"/>', '<endEvent id="e"/>'
DAY = '<timerEventDefinition id="{0}"><timeDuration>{1}</timeDuration></timerEventDefinition>'


def line(*elements: str, more: str = "", key: str = "p") -> bytes:
    """A process of user tasks one after the other; further elements ``more`` stand beside."""
    flows = " -> ".join(["s", *elements, "e"])
    return process(START + "".join(user(name) for name in elements) + END + more, flows, key=key)


def only(rows: Any, table: Any) -> Any:
    (row,) = rows(table)
    return row


def test_the_task_stays_open_and_the_new_step_comes_next(bench: Any, rows: Any, move: Any) -> None:
    bench.deploy(line("a", "b"))
    started = bench.start()
    before = only(rows, task)
    bench.deploy(line("a", "new", "b"))

    moved = move(started.instance_id)

    row = only(rows, instance)
    assert (row.definition_id, row.deployment_number) == (moved.target.definition_id, moved.target.deployment_number)
    after = only(rows, task)
    assert (after.id, after.definition_id, after.revision) == (before.id, row.definition_id, before.revision)
    assert {visit.definition_id for visit in rows(activity)} == {moved.source.definition_id}
    bench.forget_caches()
    bench.complete("a")
    assert bench.open() == ["new"]
    bench.complete("new")
    bench.complete("b")
    assert only(rows, instance).status == "completed"
    with reading(bench.engine.database) as connection:
        assert verify_chain(connection, started.instance_id).ok


def test_the_history_tells_who_moved_it_from_where_and_why(bench: Any, rows: Any, move: Any) -> None:
    bench.deploy(line("a"))
    started = bench.start()
    bench.deploy(line("a", "b"))
    moved = move(started.instance_id)

    event = rows(history_event)[-1]
    data = orjson.loads(event.data)
    assert (event.type, event.person_id, data["reason"]) == ("moved", "cadre", "流程图改好了")
    assert (data["from"], data["to"]) == (moved.source.as_json(), moved.target.as_json())


def test_without_a_move_a_case_finishes_on_its_version(bench: Any, rows: Any) -> None:
    bench.deploy(line("a"))
    bench.start()
    bench.deploy(line("a", "b"))
    bench.complete("a")
    assert only(rows, instance).status == "completed"


def test_a_step_that_is_gone_refuses_the_move_and_a_replacement_helps(bench: Any, rows: Any, move: Any) -> None:
    bench.deploy(line("a", "b"))
    started = bench.start()
    before = (rows(instance), rows(task), rows(history_event))
    bench.deploy(line("c", "b"))

    with pytest.raises(MoveRefused) as refusal:
        move(started.instance_id)
    assert [entry.element_id for entry in refusal.value.found] == ["a"]
    assert (rows(instance), rows(task), rows(history_event)) == before

    move(started.instance_id, replacements={("p", "a"): "c"})
    assert (only(rows, task).element_id, only(rows, task).name) == ("c", "c")
    bench.complete("c")
    assert bench.open() == ["b"]


SENDERS = ('<extensionElements><camunda:properties><camunda:property name="senders" value="everyone"/>'
           "</camunda:properties></extensionElements>")  # fmt: skip
CHANGES = {
    "gone": (user("a"), user("other"), "s -> other -> e"),
    "another kind": (user("a"), f'<receiveTask id="a" messageRef="m">{SENDERS}</receiveTask>', "s -> a -> e"),
    "into a subprocess": (
        user("a"),
        f'<subProcess id="sub"><startEvent id="s2"/>{user("a")}<endEvent id="e2"/>'
        '<sequenceFlow id="f1" sourceRef="s2" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="e2"/>'
        "</subProcess>",
        "s -> sub -> e",
    ),
    "many at once": (
        user("a"),
        user("a", inside="<multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality>"
                         "</multiInstanceLoopCharacteristics>"),
        "s -> a -> e",
    ),
    "a timer is a message": (
        f'<intermediateCatchEvent id="a">{DAY.format("t", "P1D")}</intermediateCatchEvent>',
        f'<intermediateCatchEvent id="a">{SENDERS}<messageEventDefinition id="md" messageRef="m"/>'
        "</intermediateCatchEvent>",
        "s -> a -> e",
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_what_would_break_is_said_before_anything_is_done(bench: Any, findings: Any, rows: Any, change: str) -> None:
    was, becomes, flows = CHANGES[change]
    bench.deploy(process(START + was + END, "s -> a -> e"))
    started = bench.start()
    bench.deploy(process(START + becomes + END, flows, extra='<message id="m" name="m"/>'))
    before = rows(instance)
    assert findings(started.instance_id) == [("error", "a")]
    assert rows(instance) == before


def test_everything_that_would_break_is_told_at_once(bench: Any, findings: Any) -> None:
    both = START + '<parallelGateway id="f"/>' + user("a") + user("b") + END + '<endEvent id="e2"/>'
    bench.deploy(process(both, "s -> f -> a -> e\nf -> b -> e2"))
    started = bench.start()
    bench.deploy(line("c"))
    assert sorted(findings(started.instance_id)) == [("error", "a"), ("error", "b")]


def fork(*names: str) -> bytes:
    body = START + '<parallelGateway id="f"/><parallelGateway id="j"/>' + "".join(map(user, names)) + user("z") + END
    flows = "s -> f\nj -> z -> e\n" + "\n".join(f"f -> {name} -> j" for name in names)
    return process(body, flows)


def test_a_join_that_has_nobody_left_to_wait_for_lets_go(bench: Any, findings: Any, move: Any) -> None:
    bench.deploy(fork("a", "b"))
    started = bench.start()
    bench.complete("a")
    body = START + user("b") + user("z") + END + '<parallelGateway id="f"/><parallelGateway id="j"/>' + user("a")
    bench.deploy(process(body, "s -> f -> a -> j -> z -> e\nf -> b -> e"))
    assert findings(started.instance_id) == []
    move(started.instance_id)
    assert sorted(bench.open()) == ["b", "z"]


def test_a_branch_that_the_case_has_passed_is_an_error(bench: Any, findings: Any) -> None:
    bench.deploy(fork("a", "b"))
    started = bench.start()
    bench.deploy(fork("a", "b", "c"))
    assert findings(started.instance_id) == [("error", "j")]


def test_branches_that_join_no_longer_are_a_warning(bench: Any, findings: Any) -> None:
    bench.deploy(fork("a", "b"))
    started = bench.start()
    body = START + '<parallelGateway id="f"/><exclusiveGateway id="j"/>' + user("a") + user("b") + user("z") + END
    bench.deploy(process(body, "s -> f\nf -> a -> j\nf -> b -> j\nj -> z -> e"))
    assert findings(started.instance_id) == [("warning", "j")]


def test_an_arrival_finds_its_branch_by_where_it_came_from(bench: Any, move: Any) -> None:
    bench.deploy(fork("a", "b"))
    started = bench.start()
    bench.complete("a")
    renamed = fork("a", "b").replace(b'id="a__j"', b'id="Flow_77"')
    bench.deploy(renamed)
    move(started.instance_id)
    bench.complete("b")
    assert bench.open() == ["z"]


def watched(*timers: tuple[str, str]) -> bytes:
    """A task with non-interrupting timers on it."""
    body = START + user("a") + END + "".join(
        f'<boundaryEvent id="{name}" attachedToRef="a" cancelActivity="false">{DAY.format("d" + name, span)}'
        f'</boundaryEvent>{user("after_" + name)}<endEvent id="end_{name}"/>'
        for name, span in timers
    )  # fmt: skip
    return process(body, "s -> a -> e\n" + "\n".join(f"{name} -> after_{name} -> end_{name}" for name, _ in timers))


def dues(bench: Any, rows: Any) -> dict[str, float]:
    return {row.element_id: (row.due_at - bench.clock()) / dt.timedelta(days=1) for row in rows(timer_job)}


def test_new_boundary_events_begin_to_wait_and_removed_ones_wait_no_longer(
    bench: Any, rows: Any, move: Any, findings: Any
) -> None:
    bench.deploy(watched(("t1", "P1D"), ("t2", "P2D")))
    started = bench.start()
    bench.deploy(watched(("t2", "P2D"), ("t3", "P3D")))
    assert findings(started.instance_id) == [("warning", "t1")]
    bench.clock.advance(hours=12)
    move(started.instance_id)
    assert dues(bench, rows) == {"t2": 1.5, "t3": 3}


def test_an_event_that_has_happened_does_not_happen_again(bench: Any, rows: Any, move: Any) -> None:
    bench.deploy(watched(("t1", "P1D")))
    started = bench.start()
    bench.clock.advance(days=1)
    fire_due_timers(bench.engine)
    bench.deploy(watched(("t1", "P1D"), ("t2", "P2D")))
    move(started.instance_id)
    assert dues(bench, rows) == {"t2": 2}
    assert bench.open() == ["a", "after_t1"]


@pytest.mark.parametrize(("recount", "due"), [(False, 0.5), (True, 5)])
def test_a_timer_keeps_the_time_that_people_know_unless_it_is_to_be_counted_anew(
    bench: Any, rows: Any, move: Any, recount: bool, due: float
) -> None:
    bench.deploy(watched(("t1", "P1D")))
    started = bench.start()
    bench.deploy(watched(("t1", "P5D")))
    bench.clock.advance(hours=12)
    moved = move(started.instance_id, recount=recount)
    assert dues(bench, rows) == {"t1": due}
    assert [entry.element_id for entry in moved.findings] == ["t1"]


def test_an_open_task_gets_the_new_form_and_its_draft_stays(bench: Any, rows: Any, move: Any) -> None:
    bench.deploy(process(START + user("a", "f1") + END, "s -> a -> e"), forms={"f1": form("f1", text("x"))})
    started = bench.start()
    save_draft(bench.engine, CADRE, bench.task_id("a"), {"x": "半成品"})
    wider = {"f1": form("f1", text("x"), number("y"))}
    bench.deploy(process(START + user("a", "f1") + END, "s -> a -> e"), forms=wider)

    moved = move(started.instance_id)

    row = only(rows, task)
    assert row.revision == 2
    assert "多了“y”" in moved.findings[0].text
    kept = read_draft(bench.engine, CADRE, row.id)
    assert kept is not None
    assert kept[0] == {"x": "半成品"}
    bench.complete("a", x="好了", y=3)
    assert bench.variables(started.instance_id)["y"] == 3


def test_candidates_are_found_anew_only_where_the_diagram_names_others(bench: Any, rows: Any, move: Any) -> None:
    bench.deploy(process(START + user("a") + user("b") + END, "s -> a -> b -> e"))
    started = bench.start()
    bench.deploy(process(START + user("a", groups="village_party") + user("b") + END, "s -> a -> b -> e"))
    move(started.instance_id)
    assert bench.open() == []
    assert bench.open(PARTY) == ["a"]
    assert [row.group_name for row in rows(task_candidate)] == ["village_party"]


def test_a_variable_that_nobody_will_write_is_named(bench: Any, findings: Any) -> None:
    bench.deploy(line("a"))
    started = bench.start()
    body = START + user("a") + script("k", "total", "=amount + 1") + END
    bench.deploy(process(body, "s -> a -> k -> e"))
    assert findings(started.instance_id) == [("warning", None)]
    asks = process(body.replace(user("a"), user("a", "fa")), "s -> a -> k -> e")
    bench.deploy(asks, forms={"fa": form("fa", number("amount"))})
    assert findings(started.instance_id) == [("warning", "a")]


def test_a_form_alone_is_a_version_too_and_the_same_one_is_no_move(bench: Any, rows: Any, move: Any) -> None:
    body = process(START + user("a", "f1") + END, "s -> a -> e")
    bench.deploy(body, forms={"f1": form("f1", text("x"))})
    started = bench.start()
    with pytest.raises(AlreadyThere):
        move(started.instance_id)
    before = only(rows, instance)
    bench.deploy(body, forms={"f1": form("f1", text("z"))})
    move(started.instance_id)
    after = only(rows, instance)
    assert (after.definition_id, after.deployment_number) == (before.definition_id, before.deployment_number + 1)
    bench.complete("a", z="好")


def test_the_target_may_be_named_by_deployment_or_by_version(bench: Any, rows: Any, move: Any) -> None:
    for names in (("a",), ("a", "b"), ("a", "b", "c")):
        bench.deploy(line(*names))
        if len(names) == 1:
            started = bench.start()
    assert move(started.instance_id, wanted=Wanted(deployment=2)).target.deployment_number == 2
    assert move(started.instance_id, wanted=Wanted(version=3)).target.deployment_number == 3
    assert move(started.instance_id, wanted=Wanted(version=1)).target.deployment_number == 1
    for wanted in (Wanted(deployment=4), Wanted(deployment=0), Wanted(version=9)):
        with pytest.raises(NotFound):
            move(started.instance_id, wanted=wanted)


def test_it_goes_back_to_where_it_was(bench: Any, rows: Any, move: Any) -> None:
    bench.deploy(watched(("t1", "P1D")))
    started = bench.start()
    before = (only(rows, instance).definition_id, only(rows, task), rows(timer_job))
    with pytest.raises(Conflict):
        move_back(bench.engine, CADRE, started.instance_id, "没改过")
    body = START + user("c") + END + user("next")
    bench.deploy(process(body, "s -> c -> next -> e"))
    move(started.instance_id, replacements={("p", "a"): "c"})
    assert rows(timer_job) == []

    move_back(bench.engine, CADRE, started.instance_id, "改错了")

    row = only(rows, task)
    assert (row.element_id, row.definition_id) == ("a", before[1].definition_id)
    assert only(rows, instance).definition_id == before[0]
    assert dues(bench, rows) == {"t1": 1}
    bench.complete("a")
    assert only(rows, instance).status == "completed"


def test_a_suspended_case_is_moved_and_stays_suspended(bench: Any, rows: Any, move: Any) -> None:
    bench.deploy(line("a"))
    started = bench.start()
    suspend_instance(bench.engine, CADRE, started.instance_id, "查一查")
    bench.deploy(line("a", "b"))
    move(started.instance_id)
    assert only(rows, instance).status == "suspended"


def test_an_ended_case_and_a_missing_reason_are_refused(bench: Any, move: Any) -> None:
    bench.deploy(line("a"))
    started = bench.start()
    bench.deploy(line("a", "b"))
    with pytest.raises(InvalidRequest):
        move_instance(bench.engine, CADRE, started.instance_id, Route(), "  ")
    bench.complete("a")
    with pytest.raises(Conflict):
        move(started.instance_id)


def test_a_preview_tells_what_would_change_and_changes_nothing(bench: Any, rows: Any) -> None:
    tables = (instance, task, timer_job, history_event, activity)
    bench.deploy(watched(("t1", "P1D")))
    started = bench.start()
    bench.deploy(watched(("t2", "P2D")))
    before = [rows(table) for table in tables]
    preview = preview_move(bench.engine, CADRE, started.instance_id, Route())
    assert not preview.refused
    assert preview.timers == (("t2", bench.clock() + dt.timedelta(days=2)),)
    assert [rows(table) for table in tables] == before
