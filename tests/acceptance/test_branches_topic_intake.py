"""Taking up a topic: adopted, merged, refused with a reply, taken back; submitted by residents."""
from __future__ import annotations

from dataclasses import replace

import pytest

from tests.acceptance.county import County
from tests.acceptance.drawings import visited
from tests.acceptance.journeys import SUBMITTED, VILLAGE, set_out, travel, travel_before
from tests.acceptance.player import Walk, WalkBroken
from tests.acceptance.routes import FILE, INTAKE, ROUTES, WITHDRAW
from tests.acceptance.steps import do


def records(county: County, walk: Walk, kind: str) -> list[dict[str, object]]:
    return county.pages(walk.who("archivist"), f"/cases/{walk.number}/{kind}")


@pytest.mark.parametrize(("route", "answer"), [("merged", "merge_topic"), ("refused", "reply_to_proposer")])
def test_a_topic_that_is_not_adopted_is_answered_and_filed_and_never_planned(
    county: County, route: str, answer: str
) -> None:
    walk = travel(county, route)

    submitted = [row["element_id"] for row in records(county, walk, "submissions")]
    assert submitted[-2:] == [answer, "file_dossier"]
    assert ("plan", "draft_plan") not in visited(records(county, walk, "activities"))
    assert county.get(walk.who("archivist"), f"/cases/{walk.number}")["outcome"] == ROUTES[route].outcome


def test_a_proposer_may_withdraw_while_the_topic_is_looked_at(county: County) -> None:
    walk = set_out(county, "withdrawn").take_all(INTAKE[:1])
    walk.take(WITHDRAW)

    (cancelled,) = [row for row in records(county, walk, "activities") if row["status"] == "cancelled"
                    and row["element_id"] == "publish_topic_list"]  # fmt: skip
    assert cancelled["ended_at"] is not None
    walk.take_all(FILE)
    assert county.get(walk.who("archivist"), f"/cases/{walk.number}")["outcome"] == "撤回"


def test_whoever_submitted_a_topic_may_withdraw_it_and_other_residents_may_not(county: County) -> None:
    walk = set_out(county, "submitted").take_all(ROUTES["submitted"].steps[:2])

    with pytest.raises(WalkBroken, match=r"/messages: 40[34]"):
        walk.take(replace(WITHDRAW, role="household_rep"))
    assert [task["element_id"] for task in county.tasks(walk.who("village_committee"), walk.number)] == [
        "publish_topic_list"
    ]
    walk.take(replace(WITHDRAW, role="resident"))
    assert county.tasks(walk.who("village_committee"), walk.number) == []


@pytest.mark.parametrize(
    ("lead", "organisers"),
    [("村（社区）", {"village_party", "village_committee"}), ("乡镇（开发区）", {"township_party"}),
     ("县委、政府", {"county_lead", "township_party"}), ("基层人民政府或相关部门", {"township_gov"}),
     ("网格（楼宇、小区）和村（居）民小组", {"village_party", "grid_staff"})],
)  # fmt: skip
def test_whoever_leads_the_consultation_drafts_its_plan(county: County, lead: str, organisers: set[str]) -> None:
    walk = set_out(county, "straight").take_all(INTAKE[:2])
    walk.take(do("deliberate_topic", lead=lead, lead_reason="涉及面广。"))

    roles = ("village_party", "village_committee", "grid_staff", "mediator", "township_party", "township_gov",
             "county_lead")  # fmt: skip
    asked = {role for role in roles
             if "draft_plan" in [task["element_id"] for task in county.tasks(walk.who(role), walk.number)]}  # fmt: skip
    assert asked == organisers


def test_a_topic_that_was_adopted_cannot_be_withdrawn_any_more(county: County) -> None:
    walk = travel_before(county, "straight", "draft_plan")

    with pytest.raises(WalkBroken, match=r"409.*现在没有等着这条消息"):
        walk.take(WITHDRAW)
    assert county.tasks(walk.who("village_committee"), walk.number)[0]["element_id"] == "draft_plan"


def test_a_resident_s_topic_comes_to_the_village_committee_to_be_checked(county: County) -> None:
    walk = set_out(county, "submitted")

    (task,) = county.tasks(walk.who("village_committee"), walk.number)
    opened = county.get(walk.who("village_committee"), f"/tasks/{task['id']}")
    assert (task["element_id"], task["stage"]) == ("register_topic", "收集")
    assert opened["data"]["title"] == SUBMITTED["title"]
    assert opened["data"]["topic"]["content"] == SUBMITTED["topic"]["content"]  # type: ignore[index]
    assert county.tasks(walk.who("resident"), walk.number) == []


def test_a_topic_for_an_organisation_that_nobody_here_sees_is_refused(county: County) -> None:
    answer = county.call("xigou-resident", "POST", "/messages",
                         {"name": "submit_topic", "organisation": VILLAGE, "data": SUBMITTED})  # fmt: skip

    assert answer.status == 404
    assert county.pages("donggou-clerk", "/cases") == []
