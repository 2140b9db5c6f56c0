"""What no post-holder can do is shown to the organisations above."""
from __future__ import annotations

import datetime as dt

from consultation.tables import posts
from engine.transaction import writing
from tests.errand.county import VILLAGE, ErrandCounty


def test_a_task_for_an_empty_post_is_marked_and_told_to_the_county(county: ErrandCounty) -> None:
    with writing(county.product.database) as connection:
        ended = county.clock() - dt.timedelta(days=1)
        connection.execute(posts.update().where(posts.c.role == "township_gov").values(until_at=ended))
    number = county.start(amount=5)
    task = county.task("clerk", number)
    answer = county.post("clerk", f"/tasks/{task['id']}/complete", {"data": {"outcome": "同意", "limit": 10}})
    assert answer.status_code == 200, answer.text
    (found,) = county.get("admin", "/tasks/unstaffed").json["items"]
    assert (found["case_number"], found["unstaffed"], found["organisation"]) == (number, True, VILLAGE)
    assert county.get("neighbour", "/tasks/unstaffed").json["items"] == []
    assert county.get("resident", "/tasks/unstaffed").json["items"] == []


def test_a_staffed_task_is_not_on_that_list(county: ErrandCounty) -> None:
    county.start()
    assert county.get("admin", "/tasks/unstaffed").json["items"] == []
