"""The decisions of a case over HTTP: what was decided, from what, and why, for those inside the case."""
from __future__ import annotations

import pytest

from engine.deployment.store import deploy
from engine.parsing.parser import compile_process
from tests.decisions import decisions, table
from tests.diagrams import form, number, process, text, user
from tests.errand.county import VILLAGE, ErrandCounty

RULES = [[">= 2000", '"村民会议"', "金额在2000元及以上"], ["< 2000", '"村民委员会"', "金额较小"]]
RULE = (
    '<businessRuleTask id="choose_{0}" name="确定组织者" camunda:decisionRef="organiser" '
    'camunda:resultVariable="organiser" camunda:mapDecisionResult="singleEntry"/>'
)


@pytest.fixture
def number_of_case(county: ErrandCounty) -> str:
    """A case that has decided three times at its start."""
    body = '<startEvent id="s" camunda:formRef="begin"/>' + "".join(map(RULE.format, range(3))) + user("b")
    drawn = process(
        body + '<endEvent id="e"/>', "s -> choose_0 -> choose_1 -> choose_2 -> b -> e", key="deciding",
        attributes='camunda:candidateStarterGroups="village_committee"',
    )  # fmt: skip
    made = decisions(table("organiser", {"amount": "number"}, {"who": "string"}, RULES))
    deploy(
        county.product.database,
        {"deciding.bpmn": drawn, "begin.form": form("begin", text("title"), number("amount")), "rules.dmn": made},
        name="test", source="test", at=county.clock(), person_id=None, known_roles=frozenset({"village_committee"}),
        compile_process=compile_process,
    )  # fmt: skip
    body_ = {"process": "deciding", "organisation": VILLAGE, "data": {"title": "修路", "amount": 2600}}
    answer = county.post("clerk", "/cases", body_)
    assert answer.status_code == 201, answer.text
    return str(answer.json["number"])


def test_a_decision_is_shown_with_what_it_was_taken_from_and_why(county: ErrandCounty, number_of_case: str) -> None:
    item = county.get("clerk", f"/cases/{number_of_case}/decisions?limit=1").json["items"][0]

    assert item.pop("id")
    assert item.pop("evaluated_at")
    assert item.pop("definition_id").startswith("organiser:1:")
    assert item == {
        "sequence": 1, "element_id": "choose_0", "element_name": "确定组织者", "decision_key": "organiser",
        "decision_name": "决策organiser", "version": 1, "hit_policy": "UNIQUE", "value": "村民会议",
        "because": "因为金额在2000元及以上（规则1）",
        "inputs": [{"label": "amount", "expression": "amount", "value": 2600}],
        "rules": [
            {"id": "organiser_1", "row": 1, "outputs": {"who": "村民会议"}, "annotations": ["金额在2000元及以上"]},
        ],
    }  # fmt: skip


def test_decisions_come_in_pages(county: ErrandCounty, number_of_case: str) -> None:
    first = county.get("clerk", f"/cases/{number_of_case}/decisions?limit=2").json
    second = county.get("clerk", f"/cases/{number_of_case}/decisions?limit=2&after={first['next']}").json

    assert [item["element_id"] for item in first["items"]] == ["choose_0", "choose_1"]
    assert [item["element_id"] for item in second["items"]] == ["choose_2"]
    assert second["next"] is None
    assert county.get("clerk", f"/cases/{number_of_case}/decisions?after=x").status_code == 422


def test_the_history_of_a_case_with_decisions_is_whole(county: ErrandCounty, number_of_case: str) -> None:
    events = county.get("clerk", f"/cases/{number_of_case}/history").json["items"]

    assert [entry["rules"] for entry in events[0]["data"]["decisions"]] == [["organiser_1"]] * 3
    assert county.get("clerk", f"/cases/{number_of_case}/verify").json["ok"] is True


@pytest.mark.parametrize(("login", "status"), [("clerk", 200), ("town", 200), ("resident", 403), ("neighbour", 404)])
def test_decisions_are_for_those_inside(
    county: ErrandCounty, number_of_case: str, login: str, status: int
) -> None:
    assert county.get(login, f"/cases/{number_of_case}/decisions").status_code == status
