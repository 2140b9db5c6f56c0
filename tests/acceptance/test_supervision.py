"""Supervision runs beside the main line: it sees the newest stage, outcome and plan, and never stops anything."""
from __future__ import annotations

from typing import Any

from tests.acceptance.county import County
from tests.acceptance.journeys import travel_before
from tests.acceptance.player import Walk
from tests.acceptance.routes import AGREE, DISAGREE
from tests.acceptance.steps import do

POINTS = ["方案告知", "公示", "协商", "落实", "反馈公开"]


def opinions(county: County, walk: Walk, role: str = "supervision_committee") -> list[dict[str, Any]]:
    """The supervisor's open tasks, each as it is shown when it is opened now."""
    login = walk.who(role)
    return [county.get(login, f"/tasks/{task['id']}") for task in county.tasks(login, walk.number)]


def test_each_check_point_opens_an_opinion_of_its_own_while_the_main_line_goes_on(county: County) -> None:
    walk = travel_before(county, "straight", "disclose_results")

    assert [task["stage"] for task in opinions(county, walk)] == POINTS
    assert {task["element_id"] for task in opinions(county, walk)} == {"give_supervision_opinion"}


def test_an_opinion_s_form_shows_the_main_line_s_newest_stage_outcome_and_plan(county: County) -> None:
    walk = travel_before(county, "straight", "draft_plan")
    (task,) = opinions(county, walk)
    assert task["data"]["stage"] == "方案告知"
    assert task["data"].get("plan_place") is None

    walk.take_all([do("draft_plan", plan={"place": "村委会会议室"}), do("tell_stakeholders", has_comments="没有"),
                   do("settle_plan", plan={"place": "村文化广场"})])  # fmt: skip
    shown = [task["data"] for task in opinions(county, walk)]
    assert {data["plan_place"] for data in shown} == {"村文化广场"}
    assert {data["stage"] for data in shown} == {"公示"}
    assert {data.get("outcome") for data in shown} == {None}

    meeting = travel_before(county, "straight", "hold_meeting")
    meeting.take_all(AGREE)
    assert {task["data"]["outcome"] for task in opinions(county, meeting)} == {"协商成功"}
    assert {task["data"]["stage"] for task in opinions(county, meeting)} == {"公告"}


def test_a_check_point_is_watched_again_in_the_next_round_once_the_last_opinion_on_it_is_given(county: County) -> None:
    walk = travel_before(county, "again", "draft_plan", nth=2)
    assert [task["stage"] for task in opinions(county, walk)] == POINTS[:3]

    walk.take_all([do("give_supervision_opinion", check_point=point) for point in POINTS[:3]])

    (again,) = opinions(county, walk)
    assert (again["stage"], again["data"]["round"]) == ("方案告知", 1)


def test_the_township_s_discipline_inspectors_supervise_what_the_township_leads(county: County) -> None:
    walk = travel_before(county, "township_led", "draft_plan")

    walk.take(do("draft_plan", "township_party"))

    assert county.tasks(walk.who("supervision_committee"), walk.number) == []


def test_open_opinions_end_when_the_case_comes_to_its_dossier(county: County) -> None:
    walk = travel_before(county, "straight", "file_dossier")

    assert opinions(county, walk) == []
    visits = county.pages(walk.who("archivist"), f"/cases/{walk.number}/activities")
    given = [visit["status"] for visit in visits if visit["element_id"] == "give_supervision_opinion"]
    assert given == ["cancelled"] * len(POINTS)


def test_an_open_opinion_holds_nothing_up(county: County) -> None:
    walk = travel_before(county, "given_up", "hold_meeting")

    walk.take_all(DISAGREE)

    assert [task["stage"] for task in opinions(county, walk)] == POINTS[:3]
    assert [task["element_id"] for task in county.tasks(walk.who("village_committee"), walk.number)] == [
        "choose_next_step"
    ]
