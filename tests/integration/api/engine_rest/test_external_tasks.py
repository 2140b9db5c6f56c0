"""External workers over HTTP, in Camunda's dialect."""
from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from consultation.bundles import deploy_bundle
from tests.diagrams import process, user
from tests.errand.county import PASSWORD, VILLAGE, ErrandCounty, basic
from tests.integration.engine.working import catch_error, service

MINUTE = 60_000
PAY = {"topicName": "pay", "lockDuration": 5 * MINUTE}


@pytest.fixture
def paying(county: ErrandCounty) -> ErrandCounty:
    """A case whose payment is work for a program of the village committee."""
    body = '<startEvent id="s"/><scriptTask id="x" scriptFormat="feel" camunda:resultVariable="plan"><script>'
    body += '{amount: 86000.10, day: date("2026-12-01"), names: ["甲", "乙"]}</script></scriptTask>'
    body += service("w", priority="50") + catch_error("b", "w") + user("a") + user("poor")
    drawn = process(
        body, "s -> x -> w -> a\nb -> poor", key="payment",
        extra='<error id="broke" name="没有钱" errorCode="NO_MONEY"/>',
        attributes='camunda:candidateStarterGroups="village_committee"',
    )  # fmt: skip
    deploy_bundle(county.product.engine, {"payment.bpmn": drawn}, name="payment", source="test", person_id=None)
    answer = county.post("clerk", "/cases", {"process": "payment", "organisation": VILLAGE, "data": {}})
    assert answer.status_code == 201, answer.text
    return county


def send(county: ErrandCounty, path: str, body: Any = None, login: str = "clerk", method: str = "POST") -> Any:
    headers = basic(login, PASSWORD)
    return county.client().open(f"/engine-rest/external-task{path}", method=method, json=body, headers=headers)


def fetch(county: ErrandCounty, login: str = "clerk", worker: str = "w1", **topic: Any) -> list[dict[str, Any]]:
    body = {"workerId": worker, "maxTasks": 10, "usePriority": True, "topics": [{**PAY, **topic}]}
    answer = send(county, "/fetchAndLock", body, login)
    assert (answer.status_code, answer.content_type) == (200, "application/json"), answer.text
    found: list[dict[str, Any]] = answer.json
    return found


def open_tasks(county: ErrandCounty) -> list[str]:
    return [task["element_id"] for task in county.get("clerk", "/tasks").json["items"]]


def test_a_fetched_task_says_everything_that_clients_know_of(paying: ErrandCounty) -> None:
    (task,) = fetch(paying)

    assert task["topicName"] == "pay"
    assert (task["workerId"], task["priority"], task["retries"]) == ("w1", 50, None)
    assert task["lockExpirationTime"] == "2026-11-24T04:05:00.000+0000"
    assert task["createTime"] == "2026-11-24T04:00:00.000+0000"
    assert (task["activityId"], task["processDefinitionKey"]) == ("w", "payment")
    assert task["businessKey"] == "2026-0203-001"
    assert task.keys() >= {
        "activityInstanceId", "errorMessage", "errorDetails", "executionId", "id", "processDefinitionId",
        "processDefinitionVersionTag", "processInstanceId", "tenantId", "suspended", "extensionProperties",
    }  # fmt: skip
    plan = task["variables"]["plan"]
    assert (plan["type"], plan["value"]) == ("Json", '{"amount":86000.10,"day":"2026-12-01","names":["甲","乙"]}')


def test_a_completed_task_leads_the_case_on_and_twice_is_once(paying: ErrandCounty) -> None:
    (task,) = fetch(paying)
    body = {"workerId": "w1", "variables": {"receipt": {"value": "R-1", "type": "String"}}, "localVariables": {}}

    for _ in range(2):
        answer = send(paying, f"/{task['id']}/complete", body)
        assert (answer.status_code, answer.data) == (204, b"")
        assert "Content-Type" not in answer.headers

    assert open_tasks(paying) == ["a"]
    assert send(paying, f"/{task['id']}/complete", {"workerId": "w2"}).status_code == 409


def test_the_diagrams_error_is_reported_and_caught(paying: ErrandCounty) -> None:
    (task,) = fetch(paying)
    body = {"workerId": "w1", "errorCode": "NO_MONEY", "errorMessage": "账上只有 3 元", "variables": None}

    assert send(paying, f"/{task['id']}/bpmnError", body).status_code == 204

    assert open_tasks(paying) == ["poor"]


def test_a_failure_without_retries_is_an_incident_until_retries_are_set(paying: ErrandCounty) -> None:
    (task,) = fetch(paying)
    body = {"workerId": "w1", "errorMessage": "x" * 9_000, "errorDetails": "y" * 90_000, "retries": 0,
            "retryTimeout": MINUTE}  # fmt: skip

    assert send(paying, f"/{task['id']}/failure", body).status_code == 204

    assert fetch(paying) == []
    (incident,) = paying.get("admin", "/incidents").json["items"]
    assert incident["kind"] == "external_failure"
    assert send(paying, f"/{task['id']}/retries", {"retries": 2}, "clerk", "PUT").status_code == 403
    assert send(paying, f"/{task['id']}/retries", {"retries": 2}, "admin", "PUT").status_code == 204
    assert paying.get("admin", "/incidents").json["items"] == []
    assert fetch(paying)[0]["retries"] == 2


def test_a_failure_with_retries_waits_for_its_pause(paying: ErrandCounty) -> None:
    (task,) = fetch(paying)
    body = {"workerId": "w1", "errorMessage": None, "retries": 1, "retryTimeout": MINUTE}

    assert send(paying, f"/{task['id']}/failure", body).status_code == 204

    assert fetch(paying) == []
    paying.clock.now += dt.timedelta(minutes=1)
    assert len(fetch(paying)) == 1


def test_locks_are_extended_given_back_and_taken_for_one_task(paying: ErrandCounty) -> None:
    (task,) = fetch(paying)
    path = f"/{task['id']}"

    assert send(paying, f"{path}/extendLock", {"workerId": "w1", "newDuration": 9 * MINUTE}).status_code == 204
    shown = send(paying, path, method="GET").json
    assert shown["lockExpirationTime"] == "2026-11-24T04:09:00.000+0000"
    assert send(paying, f"{path}/extendLock", {"workerId": "w2", "newDuration": 1}).status_code == 409
    assert send(paying, f"{path}/lock", {"workerId": "w2", "lockDuration": MINUTE}, "chair").status_code == 409
    assert send(paying, f"{path}/unlock").status_code == 204
    assert send(paying, f"{path}/lock", {"workerId": "w2", "lockDuration": MINUTE}, "chair").status_code == 204


@pytest.mark.parametrize("login", ["neighbour", "resident", "nobody", "town"])
def test_others_find_nothing(paying: ErrandCounty, login: str) -> None:
    (task,) = send(paying, "", method="GET").json

    assert fetch(paying, login) == []
    assert send(paying, "", None, login, "GET").json == []
    assert send(paying, "/count", None, login, "GET").json == {"count": 0}
    assert send(paying, f"/{task['id']}", None, login, "GET").status_code == 404
    for report, body in [
        ("complete", {"workerId": "w1"}),
        ("bpmnError", {"workerId": "w1", "errorCode": "NO_MONEY"}),
        ("failure", {"workerId": "w1"}),
        ("extendLock", {"workerId": "w1", "newDuration": 1}),
        ("lock", {"workerId": "w1", "lockDuration": 1}),
        ("unlock", {}),
    ]:
        answer = send(paying, f"/{task['id']}/{report}", body, login)
        assert (answer.status_code, answer.content_type) == (404, "application/json"), report


def test_an_anonymous_worker_is_asked_for_credentials(paying: ErrandCounty) -> None:
    answer = paying.client().post("/engine-rest/external-task/fetchAndLock", json={"workerId": "w", "maxTasks": 1})

    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 1), ("?topicName=pay", 1), ("?topicName=post", 0), ("?locked=true", 0), ("?notLocked=true", 1),
        ("?locked=false", 1), ("?withRetriesLeft=True", 1), ("?noRetriesLeft=true", 0), ("?activityIdIn=a,w", 1),
        ("?workerId=w1", 0), ("?processDefinitionId=payment:1:abc", 0),
    ],
)  # fmt: skip
def test_lists_and_counts_are_narrowed_by_filters(paying: ErrandCounty, query: str, count: int) -> None:
    assert len(send(paying, query, method="GET").json) == count
    assert send(paying, f"/count{query}", method="GET").json == {"count": count}


def test_pages_have_a_beginning_and_a_size(paying: ErrandCounty) -> None:
    assert send(paying, "?firstResult=1&maxResults=5", method="GET").json == []
    assert send(paying, "?maxResults=0", method="GET").json == []


@pytest.mark.parametrize(
    "query", ["?locked=ja", "?maxResults=-1", "?locked=true&notLocked=true", "?unknown=1", "?firstResult=99999999999"]
)
def test_what_a_list_does_not_know_is_refused(paying: ErrandCounty, query: str) -> None:
    assert send(paying, query, method="GET").status_code == 400


@pytest.mark.parametrize(
    ("path", "body", "said"),
    [
        ("/fetchAndLock", {"maxTasks": 1, "topics": [PAY]}, "workerId"),
        ("/fetchAndLock", {"workerId": "w1", "maxTasks": 0, "topics": [PAY]}, "maxTasks"),
        ("/fetchAndLock", {"workerId": "w1", "maxTasks": 1, "topics": []}, "topics"),
        ("/fetchAndLock", {"workerId": "w1", "maxTasks": 1, "topics": [{"topicName": "pay"}]}, "lockDuration"),
        ("/fetchAndLock", {"workerId": "w1", "maxTasks": 1, "topics": [{**PAY, "lockDuration": -1}]}, "lockDuration"),
        ("/fetchAndLock", {"workerId": "w1", "maxTasks": 1, "topics": [{**PAY, "tenantIdIn": ["t"]}]}, "租户"),
        ("/fetchAndLock", {"workerId": "w1", "maxTasks": 1, "topics": [{**PAY, "processVariables": {"a": 1}}]}, "变量"),
        ("/fetchAndLock", {"workerId": "w1", "maxTasks": 1, "topics": [{**PAY, "oddity": 1}]}, "oddity"),
        ("/x/complete", {"variables": {}}, "workerId"),
        ("/x/complete", {"workerId": "w1", "variables": {"days": 3}}, "days"),
        ("/x/bpmnError", {"workerId": "w1"}, "errorCode"),
        ("/x/bpmnError", {"workerId": "w1", "errorCode": ""}, "errorCode"),
        ("/x/failure", {"workerId": "w1", "retries": -1}, "retries"),
        ("/x/failure", {"workerId": "w1", "retries": 1.5}, "retries"),
        ("/x/failure", {"workerId": "w" * 300}, "workerId"),
        ("/x/extendLock", {"workerId": "w1"}, "newDuration"),
        ("/x/extendLock", {"workerId": "w1", "newDuration": 10**12}, "newDuration"),
        ("/x/complete", [], "JSON"),
    ],
)
def test_a_body_that_is_wrong_is_told_where(paying: ErrandCounty, path: str, body: Any, said: str) -> None:
    answer = send(paying, path, body)

    assert answer.status_code == 400, answer.text
    assert said in answer.json["message"]


def test_what_clients_send_without_need_is_taken(paying: ErrandCounty) -> None:
    topic = {
        **PAY, "variables": ["plan"], "localVariables": False, "deserializeValues": True, "businessKey": None,
        "processDefinitionId": None, "processDefinitionIdIn": [], "processDefinitionKey": "payment",
        "processDefinitionKeyIn": ["payment"], "processDefinitionVersionTag": None, "withoutTenantId": True,
        "tenantIdIn": None, "processVariables": {}, "includeExtensionProperties": True,
    }  # fmt: skip
    body = {"workerId": "w1", "maxTasks": 1000, "usePriority": None, "asyncResponseTimeout": 20_000, "sorting": [],
            "topics": [topic]}  # fmt: skip

    answer = send(paying, "/fetchAndLock", body)

    assert answer.status_code == 200, answer.text
    assert answer.json[0]["variables"].keys() == {"plan"}
    assert answer.json[0]["extensionProperties"] == {"workers": "village_committee"}


def test_a_client_that_waits_is_answered_when_its_time_is_over(paying: ErrandCounty) -> None:
    body = {"workerId": "w1", "maxTasks": 1, "asyncResponseTimeout": 1, "topics": [{**PAY, "topicName": "post"}]}

    assert send(paying, "/fetchAndLock", body).json == []
