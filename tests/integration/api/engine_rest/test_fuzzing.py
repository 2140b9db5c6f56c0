"""Requests to every address of the dialect with anything in every place: refused or done, never a fault of ours."""
from __future__ import annotations

import json
from copy import deepcopy
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from api.engine_rest import external_polling
from api.engine_rest.door import door
from consultation.bundles import deploy_bundle
from tests.diagrams import process, user
from tests.errand.county import PASSWORD, VILLAGE, ErrandCounty, basic
from tests.integration.engine.working import catch_error, service

FEW = settings(
    max_examples=200, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
MANY = settings(FEW, max_examples=1500)
CASES = 20
TYPES = ["String", "Integer", "Long", "Short", "Double", "Boolean", "Date", "Json", "Null", "Object", "File", "Bytes",
         "", "string", "\0", None, 5, [], {}]  # fmt: skip
ODD = [
    None, True, False, 0, 1, -1, 1.5, -0.0, 1e308, 10**9, 2**31, 2**63, -(2**63) - 1, 10**30, float("nan"),
    float("inf"), "", " ", "x", "\0", "a\0b", "\ud800", "𠮷\u202e", "x" * 300, "x" * 5000, "1", "true", "NaN", "null",
    "=1/0", "${x}", "2026-12-01T00:00:00.000+0800", "9999-12-31T23:59:59.999-1800", "0000-00-00T00:00:00.000Z", "[",
    '{"a": NaN}', "[" * 500, "1e999999", [], [[]], [None], ["\0"], ["x"] * 1001, {}, {"": None}, {"\0": {"value": 1}},
    {"x": {}}, {"x": {"value": "\0"}}, {"a": {"b": {"c": [1, {"d": None}]}}},
]  # fmt: skip
TYPED = {"amount": {"value": 5, "type": "Integer", "valueInfo": {}}, "day": {"value": "2026-12-01", "type": "String"},
         "json": {"value": '{"a": [1]}', "type": "Json"}}  # fmt: skip
TOPIC = {
    "topicName": "pay", "lockDuration": 60_000, "variables": ["plan"], "localVariables": False, "businessKey": None,
    "deserializeValues": True, "processDefinitionIdIn": [], "processDefinitionKey": "payment", "tenantIdIn": [],
    "processDefinitionVersionTag": None, "includeExtensionProperties": True,
}  # fmt: skip
BODIES: dict[str, Any] = {
    "start": {"variables": {"title": {"value": "修路", "type": "String"}, "amount": TYPED["amount"]},
              "businessKey": "k", "withVariablesInReturn": False},
    "fetchAndLock": {"workerId": "w", "maxTasks": 1, "usePriority": True, "asyncResponseTimeout": 5, "sorting": [],
                     "topics": [TOPIC]},
    "complete": {"workerId": "w", "variables": TYPED, "localVariables": TYPED},
    "bpmnError": {"workerId": "w", "errorCode": "NO_MONEY", "errorMessage": "没有钱", "variables": TYPED},
    "failure": {"workerId": "w", "errorMessage": "m", "errorDetails": "d", "retries": 3, "retryTimeout": 60_000},
    "lock": {"workerId": "w", "lockDuration": 60_000},
    "extendLock": {"workerId": "w", "newDuration": 60_000},
    "retries": {"retries": 3},
}  # fmt: skip
FIELDS = ["deployment-name", "deployment-source", "tenant-id", "data", "", "\0", "x" * 300]
FILES = ["", "a.bpmn", "a.dmn", "a.form", "\0.form", "..", "/", "流程.bpmn", "x" * 300, "a\n"]
CONTENTS = ["", "{}", "[]", "<a/>", "<a", '{"id": 5}', '{"id": "\\u0000"}', "\0", "\ufeff{}"]
ADDRESSED = ["%00", "%ED%A0%80", "%FF", "%", "..", "%2F", "1", "0", "-1", "9" * 9, "9" * 30, "true", "²", "%EF%BC%95",
             "a,b", ",", "payment", "errand:1:x"]  # fmt: skip
PART = '--part\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n{}\r\n'


@pytest.fixture
def paying(county: ErrandCounty, monkeypatch: pytest.MonkeyPatch) -> ErrandCounty:
    """Cases that wait for a program; nobody is kept waiting for work that does not come."""
    monkeypatch.setattr(external_polling, "LONGEST_WAIT", 0.0)
    drawn = process(
        '<startEvent id="s"/>' + service("w") + catch_error("b", "w") + user("a") + user("poor"),
        "s -> w -> a\nb -> poor", key="payment", extra='<error id="broke" errorCode="NO_MONEY"/>',
        attributes='camunda:candidateStarterGroups="village_committee"',
    )  # fmt: skip
    deploy_bundle(county.product.engine, {"payment.bpmn": drawn}, name="payment", source="test", person_id=None)
    for _ in range(CASES):
        body = {"process": "payment", "organisation": VILLAGE, "data": {}}
        assert county.post("clerk", "/cases", body).status_code == 201
    return county


def places(value: Any) -> list[tuple[Any, Any]]:
    """Each place inside, as what holds it and its key or number there."""
    if not isinstance(value, (dict, list)):
        return []
    inner = list(value.items() if isinstance(value, dict) else enumerate(value))
    return [(value, key) for key, _ in inner] + [place for _, one in inner for place in places(one)]


@st.composite
def bodies(draw: st.DrawFn, operation: str) -> bytes:
    """A sound body of an operation with one or two places spoilt, now and then cut off or no JSON at all."""
    body = deepcopy(BODIES.get(operation) or draw(st.sampled_from(list(BODIES.values()))))
    for _ in range(draw(st.sampled_from([0, 0, 1, 1, 2]))):
        holder, key = draw(st.sampled_from(places(body)))
        if draw(st.booleans()) or key == "type":
            holder[key] = deepcopy(draw(st.sampled_from(TYPES if key == "type" else ODD)))
        elif isinstance(holder, dict):
            del holder[key]
            holder[draw(st.sampled_from(["\0", "", "x", str(key).upper()]))] = deepcopy(draw(st.sampled_from(ODD)))
    raw = json.dumps(draw(st.sampled_from([body] * 400 + ODD)), ensure_ascii=draw(st.booleans()))
    written = raw.encode("utf-8", "surrogatepass")
    return written[: draw(st.integers(0, len(written)))] if draw(st.integers(0, 15)) == 0 else written


@st.composite
def uploads(draw: st.DrawFn) -> bytes:
    """A multipart body with odd names, settings and contents."""
    parts = []
    for _ in range(draw(st.integers(0, 3))):
        name, file, content = draw(st.tuples(*map(st.sampled_from, (FIELDS, FILES, CONTENTS))))
        parts.append(PART.format(name, f'; filename="{file}"' if draw(st.booleans()) else "", content))
    return ("".join(parts) + draw(st.sampled_from(["--part--\r\n", "--part", ""]))).encode()


def texts() -> st.SearchStrategy[str]:
    """What may stand in an address."""
    odd = [quote(one.encode("utf-8", "surrogatepass")) for one in ODD if isinstance(one, str) and len(one) < 400]
    return st.sampled_from([*odd, *ADDRESSED])


# A form that breaks off amid a file leaves Werkzeug's temporary file to be closed by the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("enough", [FEW, pytest.param(MANY, marks=pytest.mark.full)], ids=["few", "many"])
def test_no_request_breaks_the_dialect(paying: ErrandCounty, enough: settings) -> None:
    rules = sorted(
        (method, rule.rule, rule.endpoint)
        for rule in paying.app.url_map.iter_rules()
        if rule.endpoint.startswith("engine_rest.") and not rule.endpoint.endswith("_nothing_here")
        and not rule.rule.startswith("/engine-rest//")
        for method in (rule.methods or set()) - {"OPTIONS", "HEAD"}
    )
    tasks = paying.client().get("/engine-rest/external-task", headers=basic("clerk", PASSWORD)).json
    known = [task["id"] for task in tasks or []] + ["1"]
    met: set[int] = set()

    @enough
    @given(data=st.data())
    def ask(data: st.DataObject) -> None:
        method, rule, endpoint = data.draw(st.sampled_from(rules))
        logins = [*["owner" if "deployment" in rule else "clerk"] * 9, "admin", "neighbour"]
        login = data.draw(st.sampled_from(logins))
        headers = basic(login, PASSWORD)
        path = rule
        while "<" in path:
            named = ["errand", "payment"] if "process-definition" in rule else known
            value = data.draw(st.sampled_from(named) if data.draw(st.integers(0, 4)) else texts())
            path = path[: path.index("<")] + value + path[path.index(">") + 1 :]
        names = sorted(_query_of(endpoint)) * 20 + ["x"]
        asks = method == "GET" or data.draw(st.integers(0, 20)) == 0
        query = data.draw(st.lists(st.tuples(st.sampled_from(names), texts()), max_size=2 if asks else 0))
        path += "?" + "&".join(f"{name}={value}" for name, value in query)
        upload = endpoint.endswith("create_deployment") and data.draw(st.integers(0, 9)) > 0
        body = data.draw(uploads() if upload else bodies(rule.rpartition("/")[2]))
        kinds = ["application/json"] * 60 + ["text/plain", "", "application/json; charset=x", "multipart/form-data"]
        kind = "multipart/form-data; boundary=part" if upload else data.draw(st.sampled_from(kinds))

        answer = paying.client().open(path, method=method, data=body, headers={**headers, "Content-Type": kind})

        asked = (method, path, kind, body[:2000], login)
        met.add(answer.status_code)
        assert answer.status_code < 500, (asked, answer.text)
        assert answer.status_code == 204 or answer.content_type == "application/json", (asked, answer.text)
        assert answer.status_code < 400 or json.loads(answer.text)["message"], asked

    ask()
    assert {200, 204, 400, 404} <= met, met


def _query_of(endpoint: str) -> frozenset[str]:
    return door._rules.get(endpoint.rpartition(".")[2], (frozenset(), frozenset[str](), 0))[1]
