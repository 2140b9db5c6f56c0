"""What the decision tables advise a case, over HTTP: each suggestion with its reason, and what may be changed."""
from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from composition import PROCESSES
from consultation.catalogue import CatalogueItem, read_items
from tests.acceptance.county import Answer, County
from tests.acceptance.journeys import PLAIN, travel_before
from tests.acceptance.player import Walk, begin
from tests.acceptance.routes import NOTICE, PLAN
from tests.acceptance.steps import Do, do, wait

VILLAGE, COMMUNITY = "64990203", "64990304"
ITEMS = read_items((PROCESSES / "catalogue.dmn").read_bytes())
QUARREL, CANNOT_LEAD = "基层矛盾纠纷", "单靠某一村（社区）无法牵头协商"
#: The part of the advice that a reason belongs to, where the two are not named alike.
REASONED = {"notice_reason": "notice_days"}
#: What the tables leave open for some items, for a person to judge.
MAY_BE_OPEN = {"form_kinds", "major"}


def raise_topic(county: County, item: str, place: str = "") -> Walk:
    """A case about an item, just begun."""
    organisation = place or (VILLAGE if item.startswith("V") else COMMUNITY)
    return begin(county, replace(PLAIN, start={**PLAIN.start, "catalogue_item": item}), organisation)


def sort_topic(walk: Walk, item: str, **triage: Any) -> dict[str, Any]:
    """Sort the topic and publish it; what the deliberation's form shows."""
    triage = {"features": [], "amount": None, **triage}
    walk.take_all([do("triage_topic", catalogue_item=item, **triage), do("publish_topic_list")])
    return shown(walk, "deliberate_topic", "village_party")


def shown(walk: Walk, task: str, role: str = "village_committee") -> dict[str, Any]:
    """What a task's form is prefilled with."""
    county, found = walk.hands, walk.open_task(do(task, role))
    assert isinstance(county, County)
    data: dict[str, Any] = county.get(walk.who(role), f"/tasks/{found['id']}")["data"]
    return data


def hand_in(county: County, walk: Walk, step: Do) -> Answer:
    """The answer to a submission, right or wrong."""
    task = walk.open_task(step)
    return county.call(walk.who(step.role), "POST", f"/tasks/{task['id']}/complete", {"data": walk.data_of(step)})


def open_for(county: County, walk: Walk, task: str, *roles: str) -> set[str]:
    """Those of some roles who see a task."""
    return {role for role in roles
            if task in [found["element_id"] for found in county.tasks(walk.who(role), walk.number)]}  # fmt: skip


@pytest.mark.parametrize("kind", ["行政村", "城市社区"])
def test_every_item_of_the_guidance_catalogue_fills_every_suggestion_with_its_reason(county: County, kind: str) -> None:
    items = [item for item in ITEMS.values() if item.kind == kind]
    assert len(items) in (27, 29)
    for item in items:
        data = sort_topic(raise_topic(county, item.id), item.id)
        check_complete(item, data["advice"])
        assert data["lead"] == data["advice"]["lead"]


def check_complete(item: CatalogueItem, advice: dict[str, Any]) -> None:
    """Nothing is missing, and every reason is a sentence that names its rule or says that there is none."""
    assert advice["item"]["text"] == item.text
    reasons = {name: REASONED.get(name, name.removesuffix("_reason")) for name in advice if name.endswith("_reason")}
    assert set(reasons.values()) >= {
        "duty", "mechanism", "departments", "lead", "statutory_vote", "major", "form_kinds", "parties", "invitees",
        "notice_days", "supervisor", "implementers", "retention",
    }  # fmt: skip
    for name, reasoned in reasons.items():
        assert re.match(r"因为.+（规则\d+）|因为没有到金额标准|决策表没有", advice[name]), (item.id, name)
        assert advice[reasoned] is not None or reasoned in MAY_BE_OPEN, (item.id, reasoned)


@pytest.mark.parametrize(
    ("item", "amount", "in_budget", "duty"),
    [("V01", 2000, "否", "应当协商"), ("V01", 2000, None, "应当协商"), ("V01", 1999.99, "否", "不作要求"),
     ("V01", 2000, "是", "不作要求"), ("C21", 1000, "否", "应当监督"), ("C21", 999.99, "否", "不作要求")],
)  # fmt: skip
def test_spending_has_to_be_consulted_on_or_supervised_from_its_threshold(
    county: County, item: str, amount: float, in_budget: str | None, duty: str
) -> None:
    data = sort_topic(raise_topic(county, item), item, amount=amount, in_budget=in_budget)

    assert (data["advice"]["duty"], data.get("decision")) == (duty, "采纳" if duty == "应当协商" else None)


def test_a_changed_threshold_reaches_new_cases_and_old_ones_keep_theirs(county: County) -> None:
    spent = {"amount": 2500, "in_budget": "否"}
    old = raise_topic(county, "V01")
    table = (PROCESSES / "thresholds.dmn").read_bytes()
    assert table.count(b"2000") == 1

    answer = county.deploy("county-owner", {"thresholds.dmn": table.replace(b"2000", b"3000")})

    assert answer.status == 200, answer.text
    new = raise_topic(county, "V01")
    assert sort_topic(old, "V01", **spent)["advice"]["duty"] == "应当协商"
    assert sort_topic(new, "V01", **spent)["advice"]["duty"] == "不作要求"
    assert sort_topic(raise_topic(county, "V01"), "V01", amount=3000)["advice"]["duty"] == "应当协商"


def test_a_quarrel_between_neighbours_stays_in_their_group_and_goes_to_the_township_when_it_is_bitter(
    county: County,
) -> None:
    walk = raise_topic(county, "V18")
    advice = sort_topic(walk, "V18", features=[QUARREL])["advice"]
    assert (advice["mechanism"]["number"], advice["lead"]) == (1, "网格（楼宇、小区）和村（居）民小组")
    assert advice["form_kinds"] == ["访谈协商"]

    walk.take(do("deliberate_topic", lead=advice["lead"]))
    assert open_for(county, walk, "draft_plan", "grid_staff", "village_party", "village_committee") == {
        "grid_staff", "village_party",
    }  # fmt: skip
    bitter = do("settle_outcome", outcome="协商未果", consensus=None, vote_needed=None, failure_reason="互不相让。",
                dispute="较大争议")  # fmt: skip
    course = (*PLAN, *NOTICE, do("hold_meeting"), do("circulate_course"), bitter)
    walk.take_all(replace(step, role="village_party") if isinstance(step, Do) else step for step in course)

    failed = shown(walk, "choose_next_step", "village_party")
    assert failed["next_step"] == "请乡镇（开发区）协调"
    assert "（规则" in failed["suggested_step_reason"]


def test_two_villages_that_cannot_lead_alone_are_led_by_the_township(county: County) -> None:
    walk = raise_topic(county, "V26")
    data = sort_topic(walk, "V26", features=[CANNOT_LEAD], villages=2)
    assert (data["lead"], data["advice"]["mechanism"]["number"]) == ("乡镇（开发区）", 4)
    assert "R-254" in data["advice"]["lead_reason"]

    walk.take(do("deliberate_topic", lead="乡镇（开发区）"))

    asked = open_for(county, walk, "draft_plan", "village_party", "village_committee", "township_party")
    assert asked == {"township_party"}


@pytest.mark.parametrize(
    ("lead", "supervisors"),
    [("村（社区）", {"supervision_committee"}), ("网格（楼宇、小区）和村（居）民小组", {"supervision_committee"}),
     ("乡镇（开发区）", {"township_ji"}), ("基层人民政府或相关部门", {"township_ji"}),
     ("县委、政府", {"county_civil", "county_org"})],
)  # fmt: skip
def test_who_supervises_follows_from_who_was_chosen_to_lead(county: County, lead: str, supervisors: set[str]) -> None:
    walk = raise_topic(county, "V26")
    sort_topic(walk, "V26")

    walk.take(do("deliberate_topic", lead=lead, lead_reason="涉及面广。"))

    roles = ("supervision_committee", "township_ji", "county_civil", "county_org")
    assert open_for(county, walk, "give_supervision_opinion", *roles) == supervisors


def test_another_lead_needs_a_reason_which_history_tells_and_brings_new_advice(county: County) -> None:
    walk = raise_topic(county, "V26")
    advice = sort_topic(walk, "V26")["advice"]
    changed = do("deliberate_topic", lead="乡镇（开发区）")

    refused = hand_in(county, walk, changed)
    accepted = hand_in(county, walk, replace(changed, data={**changed.data, "lead_reason": "村里请镇里牵头。"}))

    assert (refused.status, list(refused.json["errors"])) == (422, ["lead"])
    assert refused.json["errors"]["lead"] == [
        "「牵头组织者」和建议（“村（社区）”）不一样，请在“确定牵头组织者的理由”里写明理由。"
    ]
    assert accepted.status == 200
    told = [event for event in county.pages(walk.who("archivist"), f"/cases/{walk.number}/history")
            if event["type"] == "suggestion_changed"]  # fmt: skip
    (change,) = told[0]["data"]["changes"]
    assert (change["suggested"], change["chosen"]) == (["村（社区）"], ["乡镇（开发区）"])
    assert "基层政府及其派出机关" not in advice["parties"]
    assert "基层政府及其派出机关" in shown(walk, "draft_plan", "township_party")["plan"]["parties"]


def test_each_evaluation_can_be_read_with_what_it_read_and_why(county: County) -> None:
    walk = raise_topic(county, "V07")
    sort_topic(walk, "V07", amount=1_680_000)

    found = county.pages(walk.who("archivist"), f"/cases/{walk.number}/decisions")

    decided = {entry["decision_key"]: entry for entry in found}
    assert set(decided) >= {
        "parameters", "catalogue", "thresholds", "mechanism", "organiser", "statutory_vote", "consultation_form",
        "parties", "invitees", "departments", "major", "publicity", "supervisor", "implementer", "retention",
    }  # fmt: skip
    assert decided["major"]["value"]["major"] == "是"
    assert decided["major"]["because"].startswith("因为")
    assert decided["thresholds"]["inputs"][1]["value"] == 1_680_000
    assert county.get(walk.who("archivist"), f"/cases/{walk.number}/verify")["ok"] is True


def test_a_vote_that_the_law_wants_is_not_open_to_choice(county: County) -> None:
    walk = raise_topic(county, "V11")
    advice = sort_topic(walk, "V11")["advice"]
    assert (advice["vote_needed"], advice["notice_days"]) == ("是", 10)
    walk.take_all([do("deliberate_topic"), *PLAN, do("publish_notice", notice={"days": 10})])
    walk.take_all([wait("P11D"), do("hold_meeting"), do("circulate_course")])

    refused = hand_in(county, walk, do("settle_outcome", vote_needed="否", vote_reason="不想表决。"))
    accepted = hand_in(county, walk, do("settle_outcome", vote_needed=None))

    assert (refused.status, refused.json["errors"]) == (422, {"vote_needed": ["「是否需要会议表决」不能修改。"]})
    assert accepted.status == 200, accepted.text
    call = shown(walk, "call_assembly")
    assert call["vote_call"]["body"] == "村民会议"
    assert call["advice"]["statutory_vote"]["notice_days"] == 10


def test_days_of_a_notice_other_than_suggested_need_a_reason_and_the_end_is_reckoned(county: County) -> None:
    walk = travel_before(county, "straight", "publish_notice")
    assert shown(walk, "publish_notice")["notice"]["days"] == 3
    shorter = do("publish_notice", notice={"days": 1, "posted_on": "2026-11-24"})

    refused = hand_in(county, walk, shorter)
    reason = {"notice": {**shorter.data["notice"], "days_reason": "天快冷了，要赶在上冻以前。"}}
    accepted = hand_in(county, walk, replace(shorter, data=reason))

    assert list(refused.json["errors"]) == ["notice.days"]
    assert accepted.status == 200
    variables = {row["name"]: row["value"] for row in
                 county.pages(walk.who("archivist"), f"/cases/{walk.number}/variables")}  # fmt: skip
    assert variables["notice_until"] == "2026-11-25"


def test_a_withdrawn_topic_is_advised_how_long_its_dossier_is_kept(county: County) -> None:
    walk = travel_before(county, "withdrawn", "file_dossier")

    data = shown(walk, "file_dossier", "archivist")

    assert data["archive"]["retention"] == "10年"
    assert "（规则1）" in data["suggested_retention_reason"]
