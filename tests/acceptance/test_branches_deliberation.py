"""Consulting in each of the five forms, and what is done when no agreement is reached."""
from __future__ import annotations

from typing import Any

import pytest

from tests.acceptance.county import County
from tests.acceptance.journeys import set_out, travel, travel_before
from tests.acceptance.player import Walk
from tests.acceptance.routes import DISAGREE, FORM_TASKS, INTAKE, NOTICE, PREPARE, SETTLE, choose, plan
from tests.acceptance.steps import do, wait


def open_names(county: County, walk: Walk, role: str = "village_committee") -> list[str]:
    return sorted(task["element_id"] for task in county.tasks(walk.who(role), walk.number))


@pytest.mark.parametrize(("kind", "task"), FORM_TASKS.items())
def test_one_form_alone_opens_one_record_and_leads_on(county: County, kind: str, task: str) -> None:
    walk = set_out(county, "straight").take_all([*INTAKE, *plan(kind), *NOTICE])

    assert open_names(county, walk) == [task]
    walk.take(do(task))
    assert open_names(county, walk) == ["circulate_course"]


def test_several_forms_are_all_done_before_the_course_is_told(county: County) -> None:
    walk = set_out(county, "straight").take_all([*INTAKE, *plan(*FORM_TASKS), *NOTICE])
    left = sorted(FORM_TASKS.values())

    for task in list(left):
        assert open_names(county, walk) == left
        walk.take(do(task))
        left.remove(task)
    assert open_names(county, walk) == ["circulate_course"]
    walk.take_all(SETTLE)
    assert open_names(county, walk) == ["publish_announcement"]


def test_the_day_of_the_next_consultation_is_waited_for_and_then_reminded_of(county: County) -> None:
    walk = travel_before(county, "again", "prepare_again")
    assert open_names(county, walk) == ["prepare_again"]
    early = set_out(county, "again").take_all([*INTAKE, *plan(), *NOTICE, *DISAGREE, choose("择机再次协商")])

    early.take(wait("P9D"))
    assert open_names(county, early) == []
    early.take(wait("P2D"))
    assert open_names(county, early) == ["prepare_again"]


def test_the_next_round_begins_with_why_the_last_one_failed(county: County) -> None:
    walk = travel_before(county, "again", "draft_plan", nth=2)

    task = walk.open_task(do("draft_plan"))
    shown: dict[str, Any] = county.get(walk.who("village_committee"), f"/tasks/{task['id']}")["data"]
    assert shown["why_again"] == "钱从哪里出谈不拢。"


def test_a_month_without_preparation_brings_the_township_in_without_stopping_the_village(county: County) -> None:
    walk = travel_before(county, "urged_again", "urge_again")
    assert (open_names(county, walk), open_names(county, walk, "township_party")) == (["prepare_again"], ["urge_again"])

    walk.take(do("prepare_again"))

    assert open_names(county, walk) == ["draft_plan"]
    assert open_names(county, walk, "township_party") == []


@pytest.mark.parametrize(
    ("route", "nth", "led_to"), [("assembly", 2, "choose_next_step"), ("coordinated", 2, "choose_next_step")]
)
def test_what_neither_assembly_nor_township_settles_is_chosen_again(
    county: County, route: str, nth: int, led_to: str
) -> None:
    walk = travel_before(county, route, led_to, nth)

    assert open_names(county, walk) == [led_to]


def test_an_assembly_without_a_quorum_is_called_again(county: County) -> None:
    walk = travel_before(county, "assembly", "call_assembly", nth=3)

    assert open_names(county, walk) == ["call_assembly"]


@pytest.mark.parametrize(("route", "basis"), [("assembly", "会议决定"), ("coordinated", "协调解决")])
def test_a_decision_made_elsewhere_is_announced_like_an_agreement(county: County, route: str, basis: str) -> None:
    walk = travel_before(county, route, "publish_announcement")

    case = county.get(walk.who("archivist"), f"/cases/{walk.number}")
    assert (case["outcome"], case["stage"]) == (basis, "公告")


def test_a_consultation_that_is_given_up_is_filed_without_being_carried_out(county: County) -> None:
    walk = travel(county, "given_up")

    handed_in = [row["element_id"] for row in county.pages(walk.who("archivist"), f"/cases/{walk.number}/submissions")]
    assert handed_in[-2:] == ["choose_next_step", "file_dossier"]


def test_rounds_are_counted(county: County) -> None:
    walk = set_out(county, "again").take_all([*INTAKE, *plan(), *NOTICE, *DISAGREE])
    for _ in range(2):
        walk.take_all([choose("择机再次协商"), *PREPARE, *plan(), *NOTICE, *DISAGREE])

    task = walk.open_task(do("choose_next_step"))
    assert county.get(walk.who("village_committee"), f"/tasks/{task['id']}")["data"]["round"] == 3
