"""Carrying out by the three classes, feedback by its route, reports to the commissioner, trouble, the dossier."""
from __future__ import annotations

import pytest

from tests.acceptance.county import County
from tests.acceptance.journeys import travel_before
from tests.acceptance.player import Walk
from tests.acceptance.routes import DIRECT, GOVERNMENT, RESIDENTS, TROUBLE, VILLAGE, carry_out
from tests.acceptance.steps import do


def open_names(county: County, walk: Walk, role: str = "village_committee") -> list[str]:
    return sorted(task["element_id"] for task in county.tasks(walk.who(role), walk.number))


@pytest.mark.parametrize(
    ("classes", "village", "township"),
    [((VILLAGE,), ["implement_by_village"], []), ((GOVERNMENT,), [], ["implement_by_government"]),
     ((RESIDENTS,), ["check_implementation"], []),
     ((GOVERNMENT, VILLAGE), ["implement_by_village"], ["implement_by_government"]),
     ((GOVERNMENT, VILLAGE, RESIDENTS), ["implement_by_village"], ["implement_by_government"])],
)  # fmt: skip
def test_each_class_of_responsible_body_gets_its_own_task_and_residents_none(
    county: County, classes: tuple[str, ...], village: list[str], township: list[str]
) -> None:
    walk = travel_before(county, "straight", "assign_responsibility")
    walk.take(carry_out(*classes)[0])

    assert (open_names(county, walk), open_names(county, walk, "township_gov")) == (village, township)
    passed = [row["element_id"] for row in county.pages(walk.who("archivist"), f"/cases/{walk.number}/activities")]
    assert ("left_to_residents" in passed) == (RESIDENTS in classes)


def test_a_department_is_asked_by_name_and_no_other_department_sees_it(county: County) -> None:
    walk = travel_before(county, "department", "implement_by_department")

    assert [task["element_id"] for task in county.tasks("dept-shuiwu", walk.number)] == ["implement_by_department"]
    assert county.tasks("dept-jiaotong", walk.number) == []
    assert county.get("dept-shuiwu", f"/cases/{walk.number}")["title"] == "二组巷道硬化"


def test_what_the_government_did_is_told_to_the_village_which_tells_the_people(county: County) -> None:
    walk = travel_before(county, "straight", "assign_responsibility").take_all(carry_out(GOVERNMENT))
    assert (open_names(county, walk), open_names(county, walk, "township_gov")) == ([], ["government_feedback"])

    walk.take(do("government_feedback"))

    assert open_names(county, walk) == ["relay_feedback"]
    walk.take(do("relay_feedback"))
    assert open_names(county, walk) == ["disclose_results"]


def test_the_government_may_tell_the_people_itself(county: County) -> None:
    walk = travel_before(county, "straight", "assign_responsibility").take_all(carry_out(GOVERNMENT))

    walk.take(DIRECT)

    assert open_names(county, walk) == ["disclose_results"]


def test_feedback_of_several_bodies_is_complete_before_it_is_published(county: County) -> None:
    walk = travel_before(county, "straight", "assign_responsibility").take_all(carry_out(GOVERNMENT, VILLAGE))

    walk.take(do("village_feedback"))
    assert open_names(county, walk) == []
    walk.take(DIRECT)

    assert open_names(county, walk) == ["disclose_results"]


def test_a_commissioned_matter_is_reported_and_answered(county: County) -> None:
    walk = travel_before(county, "commissioned", "report_to_commissioner")
    task = walk.open_task(do("report_to_commissioner"))
    shown = county.get(walk.who("village_committee"), f"/tasks/{task['id']}")["data"]
    assert shown["commissioner"] == "柳泉镇人民政府"

    walk.take(do("report_to_commissioner"))

    assert open_names(county, walk, "township_gov") == ["study_report"]
    assert open_names(county, walk) == []


def test_trouble_in_carrying_out_leads_to_another_round(county: County) -> None:
    walk = travel_before(county, "straight", "check_implementation")

    walk.take(TROUBLE)

    task = walk.open_task(do("draft_plan"))
    shown = county.get(walk.who("village_committee"), f"/tasks/{task['id']}")["data"]
    assert shown["why_again"] == "排水口堵了，三户进水。"
    assert county.get(walk.who("archivist"), f"/cases/{walk.number}")["stage"] == "方案告知"
