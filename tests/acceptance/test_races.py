"""Several people at once: one task is done once, and every answer is a plain one."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from tests.acceptance.county import Answer, County
from tests.acceptance.journeys import travel_before
from tests.acceptance.routes import applying
from tests.acceptance.steps import do


def at_once(calls: Sequence[Callable[[], Answer]]) -> list[Answer]:
    """All calls released at the same moment, each from a thread of its own."""
    barrier = Barrier(len(calls))

    def released(call: Callable[[], Answer]) -> Answer:
        barrier.wait(timeout=30)
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(released, calls))


def test_four_people_completing_one_task_are_one_who_did_it_and_three_who_are_told(county: County) -> None:
    walk = travel_before(county, "straight", "deliberate_topic")
    task = walk.open_task(do("deliberate_topic"))["id"]
    people = ["donggou-party", "donggou-committee", "donggou-clerk", "donggou-committee"]
    words = ["马书记的意见", "王主任的意见", "杨文书的意见", "王主任又一个意见"]

    def completing(login: str, opinion: str) -> Callable[[], Answer]:
        body = {"data": dict(do("deliberate_topic", topic_deliberation={"opinion": opinion}).data)}
        return lambda: county.call(login, "POST", f"/tasks/{task}/complete", body)

    answers = at_once([completing(login, opinion) for login, opinion in zip(people, words, strict=True)])

    assert sorted(answer.status for answer in answers) == [200, 409, 409, 409]
    (winner,) = [place for place, answer in enumerate(answers) if answer.status == 200]
    (acted,) = [row for row in county.pages("donggou-clerk", f"/cases/{walk.number}/submissions")
                if row["element_id"] == "deliberate_topic"]  # fmt: skip
    assert acted["data"]["topic_deliberation"]["opinion"] == words[winner]
    for answer in answers:
        if answer.status == 409:
            assert answer.json["type"] in ("/problems/already-completed", "/problems/conflict")
            assert answer.json["detail"].endswith("。")
    assert county.get("donggou-clerk", f"/cases/{walk.number}/verify")["ok"] is True
    walk.take(do("draft_plan"))


def test_the_same_submission_four_times_at_once_is_one_deed_with_one_answer(county: County) -> None:
    walk = travel_before(county, "straight", "draft_plan")
    task = walk.open_task(do("draft_plan"))["id"]
    body = {"data": dict(do("draft_plan").data)}

    answers = at_once([lambda: county.call("donggou-clerk", "POST", f"/tasks/{task}/complete", body)] * 4)

    assert [answer.status for answer in answers] == [200] * 4
    assert sorted(answer.json["repeated"] for answer in answers) == [False, True, True, True]
    assert len({answer.json["completed_at"] for answer in answers}) == 1
    submissions = county.pages("donggou-clerk", f"/cases/{walk.number}/submissions")
    assert [row["element_id"] for row in submissions].count("draft_plan") == 1
    walk.take(do("tell_stakeholders"))


def test_tasks_of_one_case_that_are_done_at_the_same_moment_all_succeed(county: County) -> None:
    walk = travel_before(county, "five_forms", "hold_meeting")
    tasks = {task["element_id"]: task["id"] for task in county.tasks("donggou-clerk", walk.number)}
    assert len(tasks) == 5

    def completing(element: str) -> Callable[[], Answer]:
        body = {"data": dict(do(element).data)}
        return lambda: county.call("donggou-clerk", "POST", f"/tasks/{tasks[element]}/complete", body)

    answers = at_once([completing(element) for element in tasks])

    assert [answer.status for answer in answers] == [200] * 5
    assert [task["element_id"] for task in county.tasks("donggou-clerk", walk.number)] == ["circulate_course"]
    assert county.get("donggou-clerk", f"/cases/{walk.number}/verify")["ok"] is True


def test_applications_that_come_together_are_all_received(county: County) -> None:
    walk = travel_before(county, "straight", "publish_notice").take_all([do("publish_notice")])

    def sending(name: str) -> Callable[[], Answer]:
        body = {"name": "apply_to_take_part", "case": walk.number, "data": applying(name).data}
        return lambda: county.call("donggou-unit", "POST", "/messages", body)

    answers = at_once([sending(f"第{place}户") for place in range(4)])

    assert [answer.status for answer in answers] == [200] * 4
    tasks = county.tasks("donggou-clerk", walk.number)
    reviews = [county.get("donggou-clerk", f"/tasks/{task['id']}") for task in tasks]
    assert sorted(review["data"]["applicant"] for review in reviews) == [f"第{place}户" for place in range(4)]
