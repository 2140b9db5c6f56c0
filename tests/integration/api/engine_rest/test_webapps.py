"""The addresses behind the Modeler's links need no sign-in and lead to pages that exist."""
from __future__ import annotations

import pytest

from tests.errand.county import ErrandCounty
from tests.integration.api.engine_rest.test_starts import TITLE, start
from tests.integration.api.test_definitions import upload
from tests.unit.engine.deployment.tabling import levels, modeled


def query(value: str) -> str:
    return f'/ops/repository?deploymentsQuery=[{{"type":"id","operator":"eq","value":"{value}"}}]'


def test_the_document_names_the_address_that_the_modeler_builds_on(county: ErrandCounty) -> None:
    path = "/.well-known/camunda-automation-platform/webapps"
    answer = county.client().get(path, base_url="http://county:8000", headers={"Origin": "null"})

    assert answer.json == {"adminUrl": None, "cockpitUrl": "http://county:8000/ops/", "tasklistUrl": None}
    assert answer.headers["Access-Control-Allow-Origin"] == "null"


@pytest.mark.parametrize(
    "path",
    ["/ops/", query("1"), query("99"), query("x"), "/ops/repository", "/ops/repository?deploymentsQuery=[[[",
     "/ops/repository?deploymentsQuery={}"],
)  # fmt: skip
def test_every_link_about_deployments_leads_to_a_page(county: ErrandCounty, path: str) -> None:
    assert county.client().get(path, follow_redirects=True).status_code == 200


def test_a_deployment_leads_to_its_process_or_its_table(county: ErrandCounty) -> None:
    number = upload(county, [("level.dmn", modeled(levels()).encode())]).json["number"]

    assert county.client().get(query("1")).headers["Location"] == "/diagrams/errand?deployment=1"
    assert county.client().get(query(str(number))).headers["Location"] == f"/decisions/level?deployment={number}"


def test_a_case_leads_to_its_diagram_and_an_unknown_one_to_the_page_that_says_so(county: ErrandCounty) -> None:
    started = start(county, {"variables": TITLE}).json

    assert county.client().get(f"/ops/process-instance/{started['id']}").headers["Location"] == "/diagrams/errand"
    assert county.client().get("/ops/process-instance/nothing").status_code == 404
