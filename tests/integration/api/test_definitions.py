"""Definitions and deployments over HTTP."""
from __future__ import annotations

import io
from typing import Any

from tests.errand.county import ERRAND, ErrandCounty
from tests.unit.engine.deployment.tabling import levels, modeled

DIAGRAM = (ERRAND / "errand.bpmn").read_bytes()
FORMS = sorted(ERRAND.glob("*.form"))


def upload(county: ErrandCounty, files: list[tuple[str, bytes]], login: str = "owner", query: str = "") -> Any:
    data = {"files": [(io.BytesIO(content), name) for name, content in files]}
    return county.call(login, "POST", f"/deployments{query}", data=data)


def test_the_list_shows_the_newest_version_of_each(county: ErrandCounty) -> None:
    (process,) = county.get("clerk", "/definitions").json["items"]
    forms = county.get("clerk", "/definitions?kind=form").json["items"]

    assert (process["key"], process["version"], process["name"]) == ("errand", 1, "办一件小事")
    assert [form["key"] for form in forms] == ["errand_check", "errand_note", "errand_topic"]


def test_the_list_of_definitions_is_paged(county: ErrandCounty) -> None:
    first = county.get("clerk", "/definitions?kind=form&limit=2").json
    second = county.get("clerk", f"/definitions?kind=form&limit=2&after={first['next']}").json

    assert [form["key"] for form in second["items"]] == ["errand_topic"]
    assert second["next"] is None


def test_a_definition_tells_what_its_file_says(county: ErrandCounty) -> None:
    (process,) = county.get("clerk", "/definitions").json["items"]

    shown = county.get("clerk", f"/definitions/{process['id']}").json
    file = county.get("clerk", f"/definitions/{process['id']}/xml")
    form = county.get("clerk", f"/definitions/{process['id']}/start-form").json

    assert shown["info"]["documentation"] == "测试用的小流程。"
    assert file.data == DIAGRAM
    assert file.mimetype == "application/xml"
    assert form["starters"] == ["village_committee"]
    assert form["form"]["id"] == "errand_topic"


def test_decisions_are_listed_and_read_like_processes(county: ErrandCounty) -> None:
    table = modeled(levels(), levels("other")).encode()
    answer = upload(county, [("level.dmn", table)])
    assert answer.status_code == 200, answer.text

    first = county.get("resident", "/definitions?kind=decision&limit=1").json
    second = county.get("resident", f"/definitions?kind=decision&after={first['next']}").json
    (listed,) = first["items"]
    shown = county.get("resident", f"/definitions/{listed['id']}").json
    file = county.get("resident", f"/definitions/{listed['id']}/xml")

    assert (listed["kind"], listed["key"], listed["version"], listed["name"]) == ("decision", "level", 1, "等级")
    assert [entry["key"] for entry in second["items"]] == ["other"]
    assert shown["info"]["free_variables"] == ["amount"]
    assert shown["info"]["table"]["rules"][1]["outputs"] == ['"大"']
    assert (file.data, file.mimetype) == (table, "application/xml")
    assert county.get("resident", f"/definitions/{listed['id']}/start-form").status_code == 404


def test_a_bad_table_is_refused_with_its_place_and_a_doubtful_one_is_warned_of(county: ErrandCounty) -> None:
    bad = upload(county, [("level.dmn", modeled(levels()).replace("&lt; 2000", "&lt; (").encode())])
    doubtful = upload(county, [("level.dmn", modeled(levels()).replace("&lt; 2000", "&lt;= 2000").encode())])

    (finding,) = bad.json["findings"]
    assert (bad.status_code, finding["row"], finding["column_label"]) == (400, 1, "金额")
    assert (doubtful.status_code, [found["row"] for found in doubtful.json["findings"]]) == (200, [2])


def test_an_unknown_definition_is_not_found(county: ErrandCounty) -> None:
    form = county.get("clerk", "/definitions?kind=form").json["items"][0]["id"]

    assert county.get("clerk", "/definitions/nothing").status_code == 404
    assert county.get("clerk", "/definitions/nothing/xml").status_code == 404
    assert county.get("clerk", f"/definitions/{form}/start-form").status_code == 404


def test_deploying_what_has_not_changed_makes_no_new_version(county: ErrandCounty) -> None:
    answer = upload(county, [("errand.bpmn", DIAGRAM), *((form.name, form.read_bytes()) for form in FORMS)])

    assert answer.status_code == 200, answer.text
    assert answer.json["number"] == 1
    assert {entry["changed"] for entry in answer.json["definitions"]} == {False}


def test_a_changed_diagram_is_a_new_version_and_stands_in_the_list(county: ErrandCounty) -> None:
    changed = DIAGRAM.replace("办一件小事".encode(), "办一件大事".encode())

    answer = upload(county, [("somewhere/else\\errand.bpmn", changed)], query="?name=十一月修订")

    assert answer.status_code == 200, answer.text
    assert [(entry["key"], entry["version"]) for entry in answer.json["definitions"]] == [("errand", 2)]
    listed = county.get("owner", "/deployments?limit=1").json
    (newest,) = listed["items"]
    assert (newest["number"], newest["name"], newest["source"]) == (2, "十一月修订", "api")
    earlier = county.get("owner", f"/deployments?after={listed['next']}").json["items"]
    assert [entry["number"] for entry in earlier] == [1]


def test_a_deployment_is_shown_with_what_was_said_of_it(county: ErrandCounty) -> None:
    doubtful = modeled(levels()).replace("&lt; 2000", "&lt;= 2000").encode()
    answer = upload(county, [("level.dmn", doubtful)]).json

    shown = county.get("owner", f"/deployments/{answer['number']}").json
    assert shown["findings"] == answer["findings"]
    assert (shown["source"], shown["findings"][0]["resource"]) == ("api", "level.dmn")
    assert [county.get("owner", f"/deployments/{number}").status_code for number in (99, "x", "1" * 40)] == [404] * 3


def test_a_refused_bundle_lists_every_finding_and_changes_nothing(county: ErrandCounty) -> None:
    broken = DIAGRAM.replace(b"errand_check", b"errand_missing")

    answer = upload(county, [("errand.bpmn", broken), ("other.bpmn", b"<not-bpmn/>")])

    assert (answer.status_code, answer.json["type"]) == (400, "/problems/deployment-refused")
    assert {finding["resource"] for finding in answer.json["findings"]} == {"errand.bpmn", "other.bpmn"}
    assert "errand_missing" in answer.json["detail"]
    assert len(county.get("owner", "/deployments").json["items"]) == 1


def test_uploads_without_files_twice_the_same_or_in_another_field_are_refused(county: ErrandCounty) -> None:
    twice = upload(county, [("errand.bpmn", DIAGRAM), ("a/errand.bpmn", DIAGRAM)])
    none = county.call("owner", "POST", "/deployments")
    elsewhere = county.call("owner", "POST", "/deployments", data={"diagram": (io.BytesIO(DIAGRAM), "errand.bpmn")})
    nameless = upload(county, [("\n", DIAGRAM)])

    assert [answer.status_code for answer in (twice, none, elsewhere, nameless)] == [422] * 4


def test_an_upload_beyond_the_limit_is_too_large(county: ErrandCounty) -> None:
    answer = county.call(
        "owner", "POST", "/deployments", data=b"x" * (8 * 1024 * 1024 + 1),
        content_type="multipart/form-data; boundary=part",
    )  # fmt: skip

    assert (answer.status_code, answer.json["type"]) == (413, "/problems/too-large")
