"""Hostile requests to the dialect: refused in JSON, never a fault of ours, and nothing has changed."""
from __future__ import annotations

import pytest

from tests.errand.county import PASSWORD, ErrandCounty, basic

HEAD = b'--part\r\nContent-Disposition: form-data; name="f"; filename="%s"\r\n\r\n'
START = "/engine-rest/process-definition/key/errand/start"
NUL, HALF = "%00", "%ED%A0%80"


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"[" * 90_000,
        b"\xff",
        b"null",
        b'{"variables": {"a": 1, "a": 2}}',
        b'{"variables": {"title": {"value": "\\u0000"}}}',
        b'{"variables": {"title": {"value": "\\ud800"}}}',
        b'{"variables": {"title": {"value": 1e999999}}}',
        b'{"variables": {"\\u0000": {"value": 1}}}',
        b'{"variables": {"title": {"value": {}, "type": "File"}}}',
        b'{"variables": {"title": {"value": "x", "type": {}}}}',
        b'{"variables": {"title": {"value": "[", "type": "Json"}}}',
    ],
)
def test_a_start_with_a_strange_body_is_refused(county: ErrandCounty, raw: bytes) -> None:
    headers = {**basic("clerk", PASSWORD), "Content-Type": "application/json"}
    answer = county.client().post(START, data=raw, headers=headers)

    assert (answer.status_code, answer.content_type) == (400, "application/json")
    assert county.get("clerk", "/cases").json["items"] == []


@pytest.mark.parametrize("place", [NUL, HALF, "%2500", "x" * 3000])
@pytest.mark.parametrize("path", ["key/{}", "{}", "errand:1:{}"])
def test_a_process_with_a_strange_name_is_not_found(county: ErrandCounty, path: str, place: str) -> None:
    answer = county.client().post(
        f"/engine-rest/process-definition/{path.format(place)}/start", json={}, headers=basic("clerk", PASSWORD)
    )

    assert (answer.status_code, answer.content_type) == (404, "application/json")


@pytest.mark.parametrize("name", ["workerId", "topicName", "activityIdIn", "processInstanceId"])
def test_a_parameter_with_nul_is_refused_at_every_door(county: ErrandCounty, name: str) -> None:
    for path in ("external-task", "external-task/count"):
        answer = county.client().get(f"/engine-rest/{path}?{name}=a{NUL}", headers=basic("clerk", PASSWORD))
        assert (answer.status_code, answer.json["type"]) == (400, "InvalidRequestException")

    assert county.get("clerk", f"/tasks?case={NUL}").json["errors"] == {"case": ["里面有空字符（%00），请去掉。"]}


@pytest.mark.parametrize("place", [NUL, HALF, "x" * 3000])
def test_links_of_strange_cases_and_deployments_lead_to_no_fault(county: ErrandCounty, place: str) -> None:
    assert county.client().get(f"/ops/process-instance/{place}").status_code == 404
    assert county.client().get(f"/ops/repository?deploymentsQuery={place}").status_code == 302


def test_an_address_with_nul_leads_nowhere_at_any_door(county: ErrandCounty) -> None:
    assert county.get("clerk", f"/definitions/{NUL}").json["type"] == "/problems/not-found"
    assert county.client().get(f"/diagrams/{NUL}").status_code == 404


@pytest.mark.parametrize(
    "body",
    [b"", b"--part", b"--part--\r\n", HEAD % b"a\x00.bpmn" + b"<x/>\r\n--part--\r\n",
     HEAD % b"\xff\xfe.bpmn" + b"<x/>\r\n--part--\r\n", HEAD % b"" + b"<x/>\r\n--part--\r\n",
     HEAD % b"a.bpmn" + b"\x00\r\n--part--\r\n", HEAD % b"a.form" + b"[" * 90_000 + b"\r\n--part--\r\n",
     b'--part\r\nContent-Disposition: form-data; name="deployment-name"\r\n\r\n\x00\r\n' + HEAD % b"a.form" + b"{}"
     b"\r\n--part--\r\n", b'--part\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n' * 2000 + b"--part--\r\n"],
)  # fmt: skip
@pytest.mark.parametrize("content_type", ["multipart/form-data; boundary=part", "multipart/form-data", "text/plain"])
def test_a_strange_upload_is_refused(county: ErrandCounty, body: bytes, content_type: str) -> None:
    headers = {**basic("owner", PASSWORD), "Content-Type": content_type}
    answer = county.client().post("/engine-rest/deployment/create", data=body, headers=headers)

    assert (answer.status_code, answer.content_type) in {(400, "application/json"), (413, "application/json")}
    assert answer.json["message"] != ""
    assert len(county.get("owner", "/deployments").json["items"]) == 1
