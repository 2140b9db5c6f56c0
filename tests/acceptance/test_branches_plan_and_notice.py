"""The plan with its comments, the notice with its applications."""
from __future__ import annotations

from typing import Any

import pytest

from tests.acceptance.county import County
from tests.acceptance.journeys import travel, travel_before
from tests.acceptance.player import Walk, WalkBroken
from tests.acceptance.routes import AGREE, applying
from tests.acceptance.steps import do, wait

STAKEHOLDERS = ["张守义", "马德福", "东沟养殖合作社"]


def opened(county: County, walk: Walk, task: str, role: str = "village_committee") -> dict[str, Any]:
    """What somebody sees who opens a task."""
    found = walk.open_task(do(task, role))
    shown: dict[str, Any] = county.get(walk.who(role), f"/tasks/{found['id']}")
    return shown


def names(people: list[dict[str, Any]]) -> list[str]:
    return [person["name"] for person in people]


def test_each_stakeholder_of_the_plan_stands_in_the_list_of_those_to_be_told(county: County) -> None:
    walk = travel_before(county, "straight", "tell_stakeholders")

    assert names(opened(county, walk, "tell_stakeholders")["data"]["tellings"]) == STAKEHOLDERS


def test_a_changed_plan_is_told_again_before_it_is_settled(county: County) -> None:
    walk = travel_before(county, "comments", "draft_plan", nth=2)

    again = opened(county, walk, "draft_plan")["data"]
    assert again["plan"]["place"] == "二组张守义家院子"
    walk.take_all([do("draft_plan"), do("tell_stakeholders", has_comments="没有"), do("settle_plan")])
    assert opened(county, walk, "publish_notice")["data"]["notice"]["place"] == again["plan"]["place"]


def test_participants_approved_during_the_notice_stand_in_the_meeting_s_form(county: County) -> None:
    walk = travel_before(county, "applications", "hold_meeting")

    meeting = opened(county, walk, "hold_meeting")["data"]
    joined = [*STAKEHOLDERS, "赵有田", "东沟供水站"]
    assert sorted(names(meeting["participants"])) == sorted(joined)
    assert sorted(names(meeting["meeting_record"]["sign_in"])) == sorted(joined)
    assert "红柳物流" not in names(meeting["participants"])


def test_two_applications_in_a_row_are_reviewed_each_for_itself(county: County) -> None:
    walk = travel_before(county, "applications", "review_application")
    reviews = [task for task in county.tasks(walk.who("village_committee"), walk.number)
               if task["element_id"] == "review_application"]  # fmt: skip

    login = walk.who("village_committee")
    applicants = [county.get(login, f"/tasks/{task['id']}")["data"]["applicant"] for task in reviews]
    assert sorted(applicants) == sorted(["东沟供水站", "红柳物流"])


def test_a_household_s_representative_takes_part_without_a_review(county: County) -> None:
    walk = travel_before(county, "straight", "hold_meeting")  # the notice is over
    before = travel_before(county, "straight", "publish_notice")
    before.take_all([do("publish_notice"), applying("赵有田", "户代表", "household_rep")])

    assert [task["element_id"] for task in county.tasks(before.who("village_committee"), before.number)] == []
    before.take(wait("P5D"))
    assert "赵有田" in names(opened(county, before, "hold_meeting")["data"]["participants"])
    assert "赵有田" not in names(opened(county, walk, "hold_meeting")["data"]["participants"])


def test_an_application_after_the_notice_is_told_plainly_and_changes_nothing(county: County) -> None:
    walk = travel_before(county, "straight", "hold_meeting")
    before = opened(county, walk, "hold_meeting")["data"]["participants"]

    with pytest.raises(WalkBroken, match=r"409.*可能时间已经过了"):
        walk.take(applying("东沟供水站"))

    assert opened(county, walk, "hold_meeting")["data"]["participants"] == before
    walk.take_all(AGREE)


def test_an_application_that_is_reviewed_after_the_notice_s_end_still_counts(county: County) -> None:
    walk = travel_before(county, "straight", "publish_notice")
    walk.take_all([do("publish_notice"), applying("东沟供水站"), wait("P5D")])

    # The notice waits for the answer, so that nobody who applied in time is left out.
    assert [task["element_id"] for task in county.tasks(walk.who("village_committee"), walk.number)] == [
        "review_application"
    ]
    walk.take(do("review_application"))
    assert "东沟供水站" in names(opened(county, walk, "hold_meeting")["data"]["participants"])


def test_the_stage_moves_on_with_the_plan_and_the_notice(county: County) -> None:
    walk = travel(county, "merged")
    planned = travel_before(county, "straight", "tell_stakeholders")
    noticed = travel_before(county, "straight", "hold_meeting")

    cases = [county.get(found.who("archivist"), f"/cases/{found.number}") for found in (walk, planned, noticed)]
    assert [case["stage"] for case in cases] == ["归档", "方案告知", "协商"]
