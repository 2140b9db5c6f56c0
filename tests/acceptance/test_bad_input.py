"""What people and programs send wrongly is answered in plain Chinese, and nothing has changed."""
from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from composition import FORMS, PROCESSES
from tests.acceptance.county import Answer, County
from tests.acceptance.journeys import travel_before
from tests.acceptance.player import Walk
from tests.acceptance.steps import do

CLERK = "donggou-clerk"


def snapshot(county: County, walk: Walk) -> list[Any]:
    """Everything that is recorded of a case."""
    kinds = ("activities", "variables", "submissions", "history")
    return [county.get(CLERK, f"/cases/{walk.number}"), county.tasks(CLERK, walk.number),
            *(county.pages(CLERK, f"/cases/{walk.number}/{kind}") for kind in kinds)]  # fmt: skip


def test_the_case_for_the_tests_below_accepts_what_is_right(county: County) -> None:
    walk = travel_before(county, "straight", "triage_topic")
    before = snapshot(county, walk)

    walk.take(do("triage_topic"))

    assert snapshot(county, walk) != before


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"triage": {"summary": None}}, "triage.summary", "必须填写"),
        ({"triage": {"summary": "   "}}, "triage.summary", "必须填写"),
        ({"features": ["别的"]}, "features", "选项"),
        ({"villages": 0}, "villages", "1"),
        ({"catalogue_item": "V99"}, "catalogue_item", "选项"),
        ({"catalogue_item": ["V11"]}, "catalogue_item", "。"),
        ({"bribe": "一条烟"}, "bribe", "没有"),
        ({"triage": {"bribe": "一条烟"}}, "triage.bribe", "没有"),
        ({"outcome": "协商成功"}, "outcome", "没有"),
        ({"title": "改个题目"}, "title", "不能修改"),
        ({"triage": {"summary": "长" * 501}}, "triage.summary", "500"),
        ({"triage": {"summary": 5}}, "triage.summary", "。"),
    ],
)  # fmt: skip
def test_a_wrong_submission_is_told_at_its_field_and_changes_nothing(
    county: County, changes: dict[str, Any], field: str, sentence: str
) -> None:
    walk = travel_before(county, "straight", "triage_topic")
    task = walk.open_task(do("triage_topic"))["id"]
    before = snapshot(county, walk)

    answer = county.call(CLERK, "POST", f"/tasks/{task}/complete", {"data": dict(do("triage_topic", **changes).data)})

    assert (answer.status, answer.json["type"]) == (422, "/problems/invalid-submission")
    assert list(answer.json["errors"]) == [field]
    assert sentence in "".join(answer.json["errors"][field])
    assert snapshot(county, walk) == before


def test_a_submission_that_is_no_json_is_told(county: County) -> None:
    walk = travel_before(county, "straight", "triage_topic")
    task = walk.open_task(do("triage_topic"))["id"]
    before = snapshot(county, walk)

    answer = county.call(CLERK, "POST", f"/tasks/{task}/complete", ["不是对象"])
    broken = county.request("POST", f"/api/v1/tasks/{task}/complete", b'{"data": ', county.headers(CLERK))

    assert (answer.status, broken.status) in {(422, 400), (422, 422)}
    assert broken.json["type"] == "/problems/malformed-json"
    assert snapshot(county, walk) == before


def test_another_village_s_task_and_a_task_that_does_not_exist_answer_alike(county: County) -> None:
    walk = travel_before(county, "straight", "triage_topic")
    task = walk.open_task(do("triage_topic"))["id"]
    before = snapshot(county, walk)

    hidden = [county.call("xigou-clerk", "POST", f"/tasks/{which}/complete", {"data": dict(do("triage_topic").data)})
              for which in (task, "no-such-task")]  # fmt: skip

    assert [answer.status for answer in hidden] == [404, 404]
    assert hidden[0].text == hidden[1].text
    assert county.call("xigou-clerk", "GET", f"/cases/{walk.number}").status == 404
    assert snapshot(county, walk) == before


def test_a_finished_task_says_who_did_it_and_when(county: County) -> None:
    walk = travel_before(county, "straight", "publish_topic_list")
    done = county.pages(CLERK, f"/cases/{walk.number}/submissions")[-1]
    before = snapshot(county, walk)

    answer = county.call(CLERK, "POST", f"/tasks/{done['task_id']}/complete",
                         {"data": dict(do("triage_topic", triage={"opinion": "另一个意见"}).data)})  # fmt: skip

    assert (answer.status, answer.json["type"]) == (409, "/problems/already-completed")
    assert (done["element_id"], answer.json["completed_by"]) == ("triage_topic", done["person_id"])
    assert answer.json["completed_at"] == done["submitted_at"]
    assert snapshot(county, walk) == before


SCRIPT = '<bpmn:scriptTask id="run" scriptFormat="python"><bpmn:script>import os</bpmn:script></bpmn:scriptTask>'
TOPIC_LIST = (PROCESSES / "topic_intake.bpmn").read_text(encoding="utf-8")
ADOPTED = '=decision = "采纳"'


def intake(old: str, new: str) -> bytes:
    """topic_intake.bpmn with one change."""
    assert TOPIC_LIST.count(old) >= 1
    return TOPIC_LIST.replace(old, new, 1).encode()


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "does not parse": (lambda: intake("</bpmn:process>", ""), "不是完整的 XML"),
    "names a form that is not there": (lambda: intake('formRef="triage"', 'formRef="triaje"'), "triaje"),
    "has a condition that cannot be read": (lambda: intake(ADOPTED, "=decision = = 采纳"), "条件"),
    "runs Python": (lambda: intake("<bpmn:startEvent", f"{SCRIPT}<bpmn:startEvent"), "feel"),
    "reaches into an engine": (lambda: intake(ADOPTED, "${execution.getVariable('x')}"), "execution"),
    "has entities": (lambda: intake("?>", '?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'), "DOCTYPE"),
    "reads files of the server": (
        lambda: intake("?>", '?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'), "DOCTYPE",
    ),
    "is ten megabytes": (lambda: TOPIC_LIST.encode() + b"<!--" + b"x" * (10 << 20) + b"-->", "太大"),
    "is six megabytes": (lambda: TOPIC_LIST.encode() + b"<!--" + b"x" * (6 << 20) + b"-->", "超过 5 MB"),
}  # fmt: skip


def deployed(county: County) -> list[Any]:
    """Every deployment and the newest definitions."""
    return [county.pages("county-owner", "/deployments"), county.pages("county-owner", "/definitions"),
            county.pages("county-owner", "/definitions?kind=form")]  # fmt: skip


@pytest.mark.parametrize("fault", HOSTILE)
def test_a_diagram_that_is_refused_says_why_and_nothing_is_deployed(county: County, fault: str) -> None:
    make, word = HOSTILE[fault]
    before = deployed(county)

    answer = county.deploy("county-owner", {"topic_intake.bpmn": make()})

    assert answer.status in (400, 413)
    assert word in answer.json["detail"]
    assert "Traceback" not in answer.text
    assert deployed(county) == before


def test_all_findings_of_all_files_come_at_once(county: County) -> None:
    form = json.loads((FORMS / "triage.form").read_text(encoding="utf-8"))
    form["components"].append({"type": "iframe", "url": "https://example.org", "id": "frame"})

    answer = county.deploy("county-owner", {
        "topic_intake.bpmn": intake(ADOPTED, "=decision = = 采纳").replace(b'formRef="topic_list"', b'formRef="none"'),
        "triage.form": json.dumps(form).encode(),
    })  # fmt: skip

    told = [finding["resource"] for finding in answer.json["findings"] if finding["severity"] == "error"]
    assert told.count("topic_intake.bpmn") >= 2
    assert told.count("triage.form") >= 1


def test_who_does_not_own_the_process_cannot_deploy(county: County) -> None:
    answer: Answer = county.deploy(CLERK, {"topic_intake.bpmn": TOPIC_LIST.encode()})

    assert answer.status == 403


def test_what_is_deployed_again_unchanged_makes_no_new_version(county: County) -> None:
    before = deployed(county)

    answer = county.deploy("county-owner", {"topic_intake.bpmn": TOPIC_LIST.encode()})

    assert (answer.status, answer.json["definitions"][0]["changed"]) == (200, False)
    assert deployed(county) == before
