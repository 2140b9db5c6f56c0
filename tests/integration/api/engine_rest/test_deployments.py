"""The list of deployments in the dialect, and who may deploy."""
from __future__ import annotations

import io
from typing import Any

import pytest

from tests.errand.county import ERRAND, PASSWORD, PEOPLE, ErrandCounty, basic

FILES = sorted((*ERRAND.glob("*.bpmn"), *ERRAND.glob("*.form")))


def get(county: ErrandCounty, path: str, login: str = "owner") -> Any:
    return county.client().get(f"/engine-rest{path}", headers=basic(login, PASSWORD))


@pytest.mark.parametrize("login", sorted(PEOPLE))
def test_only_who_may_deploy_is_told_of_deployments(county: ErrandCounty, login: str) -> None:
    expected = 200 if login == "owner" else 403
    asked = [get(county, "/deployment?maxResults=0", login), get(county, "/deployment/1", login)]
    sent = county.client().post(
        "/engine-rest/deployment/create", headers=basic(login, PASSWORD),
        data={"f": [(io.BytesIO(path.read_bytes()), path.name) for path in FILES]},
    )  # fmt: skip

    assert [answer.status_code for answer in (*asked, sent)] == [expected] * 3


def test_the_list_can_be_cut_and_the_connection_check_asks_for_none_of_it(county: ErrandCounty) -> None:
    assert get(county, "/deployment?maxResults=0").json == []
    assert [found["name"] for found in get(county, "/deployment").json] == ["errand"]
    assert get(county, "/deployment?firstResult=1").json == []
    assert get(county, "/deployment?maxResults=99999").status_code == 200


@pytest.mark.parametrize("query", ["maxResults=-1", "maxResults=all", "firstResult=99999999999999999999", "name=a"])
def test_a_list_that_cannot_be_given_as_asked_is_refused(county: ErrandCounty, query: str) -> None:
    assert get(county, f"/deployment?{query}").status_code == 400


def test_one_deployment_is_shown_by_its_number(county: ErrandCounty) -> None:
    assert get(county, "/deployment/1").json["source"] == "test"
    assert [get(county, f"/deployment/{id_}").status_code for id_ in ("2", "x", "1e3", "9" * 30)] == [404] * 4


def test_what_is_deployed_already_is_answered_with_every_current_definition(county: ErrandCounty) -> None:
    answer = county.client().post(
        "/engine-rest/deployment/create", headers=basic("owner", PASSWORD),
        data={"deployment-name": "又一次", "f": [(io.BytesIO(path.read_bytes()), path.name) for path in FILES]},
    )  # fmt: skip

    assert (answer.json["id"], answer.json["name"]) == ("1", "errand")
    (process,) = answer.json["deployedProcessDefinitions"].values()
    assert (process["key"], process["version"], process["deploymentId"]) == ("errand", 1, "1")
    assert answer.json["deployedDecisionDefinitions"] is None
