"""A process owner with Camunda Modeler: connects, deploys, reads what is wrong, starts a case, follows the links."""
from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from composition import FORMS, PROCESSES
from tests.acceptance.county import PASSWORD, County
from tests.acceptance.modeler import WELL_KNOWN, Modeler, Tab
from tests.unit.engine.deployment.drawing import END, PLATFORM, file, flow
from tests.unit.engine.deployment.tabling import levels, modeled

OWNER, CLERK, VILLAGE = "county-owner", "donggou-clerk", "64990203"
START = '<bpmn:startEvent id="start" camunda:formRef="trial"/>'
TASK = (
    '<bpmn:userTask id="look" name="看一看" camunda:candidateGroups="village_committee@64990203"'
    ' camunda:formRef="{form}"/>'
)
STARTERS = 'camunda:historyTimeToLive="P180D" camunda:candidateStarterGroups="process_owner,village_committee"'
FORM = json.dumps({
    "type": "default", "id": "trial", "schemaVersion": 19, "executionPlatform": "Camunda Platform",
    "executionPlatformVersion": "7.24.0",
    "components": [
        {"type": "textfield", "id": "t", "key": "subject", "label": "事由", "validate": {"required": True}},
        {"type": "number", "id": "n", "key": "days", "label": "天数", "validate": {"max": 30}},
    ],
})  # fmt: skip


def drawn(name: str = "试一试", form: str = "trial", process: str = STARTERS) -> str:
    """A process that a village's committee works on, as the Modeler saves it."""
    content = START + TASK.format(form=form) + END + flow("start", "look") + flow("look", "end")
    return file(content, key="trial", process=process, platform=PLATFORM).replace('name="流程"', f'name="{name}"')


@pytest.fixture
def endpoint(county: County) -> str:
    return f"http://127.0.0.1:{county.port}/engine-rest"


@pytest.fixture
def modeler(endpoint: str) -> Modeler:
    """The owner's Modeler, signed in with login and password."""
    return Modeler(endpoint, OWNER, PASSWORD)


def trial_form() -> tuple[str, bytes]:
    return ("trial.form", FORM.encode())


def test_an_address_without_credentials_asks_for_them_in_json(county: County, endpoint: str) -> None:
    assert Modeler(endpoint).asks_for_credentials()
    assert Modeler(f"{endpoint}/").asks_for_credentials()
    assert Modeler(f"{endpoint}/deployment/create").asks_for_credentials()

    answer = county.request("GET", "/engine-rest/deployment?maxResults=0", headers={"Accept": "application/json"})
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["WWW-Authenticate"].startswith("Basic")
    assert "请先登录" in answer.json["message"]


@pytest.mark.parametrize("slash", ["", "/"])
def test_login_and_password_or_a_token_are_enough_to_deploy(county: County, endpoint: str, slash: str) -> None:
    token = county.headers(OWNER)["Authorization"].removeprefix("Bearer ")

    assert Modeler(endpoint + slash, OWNER, PASSWORD).check() == ""
    assert Modeler(endpoint + slash, "程管理员", "随便什么", token=token).deploy(Tab("trial.form", FORM)) is not None


def test_a_wrong_password_and_a_person_who_may_not_deploy_are_told_apart(endpoint: str) -> None:
    wrong = Modeler(endpoint, OWNER, "not-the-password")
    clerk = Modeler(endpoint, CLERK, PASSWORD)

    assert wrong.check() == "Credentials do not match with the server."
    assert wrong.deploy(Tab("trial.form", FORM)) is None
    assert clerk.check() == "This user is not permitted to deploy."


def test_a_diagram_with_its_form_and_a_table_are_deployed_and_name_the_diagram_first(modeler: Modeler) -> None:
    table = ("level.dmn", modeled(levels()).encode())
    deployed = modeler.deploy(Tab("trial.bpmn", drawn()), [trial_form(), table])

    assert deployed is not None, modeler.log
    (definition,) = deployed["deployedProcessDefinitions"].values()
    assert re.fullmatch(r"trial:1:\w+", definition["id"])
    shown = [definition[name] for name in ("name", "resource", "historyTimeToLive")]
    assert shown == ["试一试", "trial.bpmn", 180]
    assert definition["deploymentId"] == deployed["id"]
    assert [found["key"] for found in deployed["deployedDecisionDefinitions"].values()] == ["level"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000", deployed["deploymentTime"])
    assert (deployed["name"], deployed["source"]) == ("trial", "Camunda Modeler")


def test_the_open_tab_s_process_stands_first_among_several(modeler: Modeler) -> None:
    other = drawn().replace('id="trial"', 'id="a_trial"').encode()
    deployed = modeler.deploy(Tab("trial.bpmn", drawn()), [("a.bpmn", other), trial_form()])

    assert deployed is not None, modeler.log
    assert [found["key"] for found in deployed["deployedProcessDefinitions"].values()] == ["trial", "a_trial"]


@pytest.mark.parametrize(
    ("tab", "list_"),
    [(Tab("trial.form", FORM), None), (Tab("level.dmn", modeled(levels())), "deployedDecisionDefinitions")],
)
def test_a_form_or_a_table_is_deployed_by_the_same_button(modeler: Modeler, tab: Tab, list_: str | None) -> None:
    deployed = modeler.deploy(tab)

    assert deployed is not None, modeler.log
    assert deployed["id"].isdigit()
    assert deployed["deployedProcessDefinitions"] is None
    assert list_ is None or len(deployed[list_]) == 1


def test_an_unchanged_file_is_answered_with_what_is_deployed_already(county: County, modeler: Modeler) -> None:
    first = modeler.deploy(Tab("trial.bpmn", drawn()), [trial_form()])
    again = modeler.deploy(Tab("trial.bpmn", drawn()), [trial_form()])

    assert first is not None
    assert again == first
    deployments = county.get(OWNER, "/deployments")["items"]
    assert [found["source"] for found in deployments] == ["Camunda Modeler", "test"]


def test_a_changed_diagram_is_the_next_version_and_its_unchanged_form_is_not(modeler: Modeler) -> None:
    modeler.deploy(Tab("trial.bpmn", drawn()), [trial_form()])
    changed = modeler.deploy(Tab("trial.bpmn", drawn("再试一试")), [trial_form()])

    assert changed is not None
    (definition,) = changed["deployedProcessDefinitions"].values()
    assert (definition["version"], definition["name"]) == (2, "再试一试")


def test_chinese_file_names_with_spaces_arrive_as_they_are(modeler: Modeler) -> None:
    form = ("请假 表单.form", FORM.encode())
    deployed = modeler.deploy(Tab("流程 a.bpmn", drawn()), [form, form])

    assert deployed is not None, modeler.log
    (definition,) = deployed["deployedProcessDefinitions"].values()
    assert (deployed["name"], definition["resource"]) == ("流程 a", "流程 a.bpmn")


def test_a_form_that_exists_nowhere_is_named_with_the_task_that_wants_it(modeler: Modeler) -> None:
    assert modeler.deploy(Tab("trial.bpmn", drawn(form="nowhere")), [trial_form()]) is None

    (message,) = modeler.log
    assert modeler.notice.startswith("Deployment failed")
    assert "「看一看」(look)" in message
    assert "nowhere" in message


def test_all_mistakes_of_a_diagram_are_named_at_once_in_chinese(county: County, modeler: Modeler) -> None:
    wrong = drawn(form="nowhere").replace('camunda:candidateGroups="village_committee@64990203"', "")
    wrong = wrong.replace("camunda:formRef=\"trial\"", 'camunda:formRef="trial" camunda:initiator="a b"')
    assert modeler.deploy(Tab("trial.bpmn", wrong), [trial_form()]) is None

    (message,) = modeler.log
    first, *lines = message.splitlines()
    assert re.fullmatch(r"「trial.bpmn」有 3 处问题，未部署：", first), message
    assert [line[:3] for line in lines] == ["1. ", "2. ", "3. "]
    for part in ("nowhere", "办理人", "(start)"):
        assert sum(part in line for line in lines) == 1, (part, message)
    assert len(county.get(OWNER, "/deployments")["items"]) == 1


def test_the_details_of_a_refusal_name_element_and_line_for_other_tools(modeler: Modeler) -> None:
    modeler.deploy(Tab("trial.bpmn", drawn(form="nowhere")), [trial_form()])

    body = modeler.replies[-1].json
    assert (modeler.replies[-1].status, body["type"], body["code"]) == (400, "ParseException", 0)
    (error,) = body["details"]["trial.bpmn"]["errors"]
    assert (error["mainElementId"], error["elementIds"]) == ("look", ["look"])
    assert error["line"] > 1
    assert error["column"] >= 1


def test_a_tenant_is_refused_with_what_to_do(modeler: Modeler) -> None:
    assert modeler.deploy(Tab("trial.form", FORM), tenant="acme") is None
    assert "Tenant ID" in modeler.log[0]


def test_what_is_too_large_is_said_and_a_wrong_password_too_although_the_files_were_not_read(modeler: Modeler) -> None:
    assert modeler.deploy(Tab("trial.bpmn", drawn()), [("a.form", b"x" * 9_000_000)]) is None
    assert "太大" in modeler.log[-1]

    modeler.password = "not-the-password"
    reply = modeler.send(Tab("trial.bpmn", drawn()), [("a.form", b"x" * 4_000_000)])
    assert (reply.status, reply.json["message"]) == (401, "账号或密码不对，请再试。")


def test_start_begins_a_case_whose_task_lies_in_a_cadre_s_inbox(county: County, modeler: Modeler) -> None:
    modeler.deploy(Tab("trial.bpmn", drawn()), [trial_form()])
    variables = {"subject": {"value": "修路", "type": "String"}, "days": {"value": 3, "type": "Integer"}}

    started = modeler.start(Tab("trial.bpmn", drawn()), variables)

    assert started is not None, modeler.log
    assert list(started) == [
        "links", "id", "definitionId", "businessKey", "caseInstanceId", "ended", "suspended", "tenantId"
    ]  # fmt: skip
    assert re.fullmatch(r"2026-\d{4}-\d{3}", started["businessKey"])
    assert started["definitionId"].startswith("trial:1:")
    assert (started["ended"], started["suspended"]) == (False, False)
    (task,) = county.tasks(CLERK, started["businessKey"])
    assert task["name"] == "看一看"


@pytest.mark.parametrize(
    ("variables", "parts"),
    [
        ({"days": 3}, ["「days」", '{"value": 3, "type": "Integer"}']),
        ([1], ["变量"]),
        ({}, ["1. subject：", "必须填写"]),
        ({"subject": {"value": "x"}, "days": {"value": 31}}, ["days：", "30"]),
        ({"subject": {"value": "x"}, "bribe": {"value": "一条烟"}}, ["bribe"]),
        ({"subject": {"value": "x"}, "organisation": {"value": VILLAGE}}, ["这个组织"]),
    ],
)
def test_a_start_that_cannot_be_says_in_chinese_what_to_change(
    county: County, modeler: Modeler, variables: object, parts: list[str]
) -> None:
    modeler.deploy(Tab("trial.bpmn", drawn()), [trial_form()])

    assert modeler.start(Tab("trial.bpmn", drawn()), variables) is None
    assert modeler.notice.startswith("Starting process instance failed")
    assert [part for part in parts if part not in modeler.log[-1]] == [], modeler.log


def test_a_person_who_may_start_nowhere_is_told_so(modeler: Modeler) -> None:
    tab = Tab("trial.bpmn", drawn(process=STARTERS.replace("process_owner,", "")))
    modeler.deploy(tab, [trial_form()])

    assert modeler.start(tab, {"subject": {"value": "x"}}) is None
    assert "您的岗位不能发起「试一试」。可以发起的是：" in modeler.log[-1]


def test_a_person_is_told_of_a_process_that_nobody_may_start(modeler: Modeler) -> None:
    tab = Tab("trial.bpmn", drawn(process=""))
    modeler.deploy(tab, [trial_form()])

    assert modeler.start(tab, {"subject": {"value": "x"}}) is None
    assert "流程没有写哪些岗位可以发起" in modeler.log[-1]


def test_the_links_after_deploying_and_starting_lead_to_pages_of_ours(modeler: Modeler) -> None:
    deployed = modeler.deploy(Tab("trial.bpmn", drawn()), [trial_form()])
    started = modeler.start(Tab("trial.bpmn", drawn()), {"subject": {"value": "修路"}})
    form = modeler.deploy(Tab("trial.form", FORM.replace("事由", "什么事")))
    assert deployed is not None
    assert started is not None, modeler.log
    assert form is not None

    assert "<h1>试一试</h1>" in modeler.open(modeler.deployment_link(deployed["id"])).text
    assert "<h1>试一试</h1>" in modeler.open(modeler.instance_link(started["id"])).text
    assert modeler.open(modeler.deployment_link(form["id"])).status == 200
    assert modeler.open(modeler.cockpit()).status == 200
    assert modeler.open(modeler.instance_link("nothing")).status == 404


def test_a_page_of_origin_null_may_ask_beforehand_without_credentials(county: County) -> None:
    wanted = {"Origin": "null", "Access-Control-Request-Method": "POST",
              "Access-Control-Request-Headers": "authorization,content-type"}  # fmt: skip
    for path in ("/engine-rest/deployment/create", "/engine-rest//deployment/create", WELL_KNOWN):
        answer = county.request("OPTIONS", path, headers=wanted)
        assert answer.status in (200, 204), path
        assert answer.headers["Access-Control-Allow-Origin"] == "null"
        assert "authorization" in answer.headers["Access-Control-Allow-Headers"]


def test_the_county_s_own_files_are_deployed_in_one_go_within_the_modeler_s_patience(modeler: Modeler) -> None:
    files = [path for path in (*sorted(PROCESSES.iterdir()), *sorted(FORMS.iterdir()))
             if path.suffix in (".bpmn", ".dmn", ".form") and path.name != "consultation.bpmn"]  # fmt: skip
    main = (PROCESSES / "consultation.bpmn").read_text("utf-8").replace("协商", "协商议事", 1)
    deployed = modeler.deploy(Tab("consultation.bpmn", main), [(path.name, path.read_bytes()) for path in files])

    assert deployed is not None, modeler.log
    assert next(iter(deployed["deployedProcessDefinitions"].values()))["key"] == "consultation"


BROWSER = """async ([endpoint, token, name, diagram, form]) => {
  const headers = {accept: "application/json", authorization: `Bearer ${token}`};
  const check = await fetch(`${endpoint}/deployment?maxResults=0`, {headers});
  const sent = new FormData();
  sent.append("deployment-name", "试一试");
  sent.append("deployment-source", "Camunda Modeler");
  sent.append("enable-duplicate-filtering", "true");
  sent.append(name, new Blob([diagram], {type: "text/xml"}), name);
  sent.append("表单 \\"一\\".form", new Blob([form]), "表单 \\"一\\".form");
  const deployed = await (await fetch(`${endpoint}/deployment/create`, {method: "POST", body: sent, headers})).json();
  const {id} = Object.values(deployed.deployedProcessDefinitions)[0];
  const variables = {subject: {value: "修路", type: "String"}};
  const started = await fetch(`${endpoint}/process-definition/${id}/start`, {
    method: "POST", body: JSON.stringify({businessKey: "default", variables}),
    headers: {...headers, "content-type": "application/json"},
  });
  const pages = await (await fetch(new URL("/.well-known/camunda-automation-platform/webapps", endpoint))).json();
  return {origin: location.origin, check: check.status, deployed, started: await started.json(), pages};
}"""


@pytest.mark.full
def test_a_page_from_a_file_in_a_real_browser_deploys_and_starts(
    county: County, endpoint: str, browser_page: Page, tmp_path: Path
) -> None:
    page = tmp_path / "modeler.html"
    page.write_text("<!doctype html><meta charset=utf-8><title>Modeler</title>", encoding="utf-8")
    token = county.headers(OWNER)["Authorization"].removeprefix("Bearer ")
    browser_page.goto(page.as_uri())

    done = browser_page.evaluate(BROWSER, [endpoint, token, "流程 a.bpmn", drawn(), FORM])

    assert (done["origin"], done["check"]) == ("file://", 200)
    (definition,) = done["deployed"]["deployedProcessDefinitions"].values()
    assert definition["resource"] == "流程 a.bpmn"
    assert county.tasks(CLERK, done["started"]["businessKey"]) != []
    assert done["pages"]["cockpitUrl"] == endpoint.replace("engine-rest", "ops/")
