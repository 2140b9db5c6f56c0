"""Votes that the law wants, the legality review of major matters, objections to what was announced."""
from __future__ import annotations

from typing import Any

import pytest

from tests.acceptance.county import County
from tests.acceptance.journeys import travel_before
from tests.acceptance.player import Walk, WalkBroken
from tests.acceptance.routes import objecting, review, settle, vote
from tests.acceptance.steps import do, wait


def open_names(county: County, walk: Walk, role: str = "village_committee") -> list[str]:
    return sorted(task["element_id"] for task in county.tasks(walk.who(role), walk.number))


def shown(county: County, walk: Walk, task: str, role: str = "village_committee") -> dict[str, Any]:
    found = walk.open_task(do(task, role))
    data: dict[str, Any] = county.get(walk.who(role), f"/tasks/{found['id']}")["data"]
    return data


@pytest.mark.parametrize(
    ("decisions", "next_task"),
    [({}, "publish_announcement"), ({"vote_needed": "是"}, "call_assembly"), ({"major": "是"}, "submit_for_review"),
     ({"vote_needed": "是", "major": "是"}, "call_assembly")],
)  # fmt: skip
def test_what_stands_between_agreement_and_announcement(
    county: County, decisions: dict[str, str], next_task: str
) -> None:
    walk = travel_before(county, "straight", "hold_meeting")
    walk.take_all(settle(**decisions))

    assert open_names(county, walk) == [next_task]


def test_a_major_matter_that_was_voted_on_is_still_reviewed(county: County) -> None:
    walk = travel_before(county, "straight", "hold_meeting")
    walk.take_all([*settle(vote_needed="是", major="是"), *vote()])

    assert open_names(county, walk) == ["submit_for_review"]


def test_a_vote_that_is_lost_leads_back_to_the_plan_with_the_reason(county: County) -> None:
    walk = travel_before(county, "vote", "draft_plan", nth=2)

    assert shown(county, walk, "draft_plan")["why_again"] == "会议表决未通过。"


def test_the_review_belongs_to_the_township_and_its_advice_comes_back_until_it_is_met(county: County) -> None:
    walk = travel_before(county, "lawful", "review_legality")
    assert (open_names(county, walk), open_names(county, walk, "township_legal")) == ([], ["review_legality"])

    for _ in range(2):
        walk.take(review("建议修改"))
        assert open_names(county, walk) == ["revise_result"]
        walk.take(do("revise_result"))
    walk.take(review("合法"))

    assert open_names(county, walk) == ["publish_announcement"]
    revised = do("revise_result").data["consensus"]
    assert shown(county, walk, "publish_announcement")["announcement"]["text"] == revised


def test_an_unlawful_result_is_corrected_and_the_law_is_taught_before_the_next_round(county: County) -> None:
    walk = travel_before(county, "unlawful", "correct_result")
    assert open_names(county, walk, "township_gov") == ["correct_result"]
    assert open_names(county, walk) == []

    walk.take(do("correct_result"))
    assert open_names(county, walk) == []
    walk.take(do("teach_law"))

    assert shown(county, walk, "draft_plan")["why_again"] == do("correct_result").data["correction"]["requirement"]


def test_a_review_that_takes_a_fortnight_is_urged_and_goes_on(county: County) -> None:
    walk = travel_before(county, "unlawful", "urge_reply")

    assert open_names(county, walk, "township_party") == ["urge_reply"]
    assert open_names(county, walk, "township_legal") == ["review_legality"]


def test_an_objection_that_holds_brings_a_corrected_announcement(county: County) -> None:
    walk = travel_before(county, "straight", "publish_announcement")
    walk.take_all([do("publish_announcement"), objecting("金额写错了。")])
    assert shown(county, walk, "check_objection")["objection_text"] == "金额写错了。"

    walk.take_all([do("check_objection", objection_verdict="成立"), wait("P7D")])

    assert open_names(county, walk) == ["publish_announcement"]


def test_nothing_is_carried_out_while_an_objection_is_unanswered(county: County) -> None:
    walk = travel_before(county, "straight", "publish_announcement")
    walk.take_all([do("publish_announcement"), objecting("我家没有签字。"), wait("P7D")])
    assert open_names(county, walk) == ["check_objection"]

    walk.take(do("check_objection", objection_verdict="不成立"))

    assert open_names(county, walk) == ["assign_responsibility"]


def test_an_objection_after_the_announcement_is_told_plainly(county: County) -> None:
    walk = travel_before(county, "straight", "assign_responsibility")

    with pytest.raises(WalkBroken, match=r"409.*可能时间已经过了"):
        walk.take(objecting("太晚了。"))
    assert open_names(county, walk) == ["assign_responsibility"]
