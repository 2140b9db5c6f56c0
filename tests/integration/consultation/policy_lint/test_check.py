"""What deployment says of a consultation that can leave a step of the policy out, or take it too early."""
from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from consultation.bundles import read_bundle_files
from consultation.policy_lint.check import check_policy
from consultation.policy_lint.rules import RULES, Rule
from consultation.roles import KNOWN_ROLES
from engine.database import open_database
from engine.deployment.store import Deployment, deploy
from engine.errors import DeploymentRefused
from engine.tables import deployment
from tests.acceptance.mutation import without
from tests.diagrams import process, user
from tests.unit.consultation.policy_lint.drawn import mark, mark_flow, step

NOON = dt.datetime(2026, 11, 24, 4, tzinfo=dt.UTC)
PROJECT = Path(__file__).parents[4]
SHIPPED = read_bundle_files([PROJECT / "processes", PROJECT / "forms"])
STEPS = [rule.step for rule in RULES]
CHAIN = [rule for rule in RULES if not rule.alongside]
DAY = "<timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition>"
ALWAYS = '<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">=true</bpmn:conditionExpression>'
END = '<bpmn:endEvent id="e"/>'

Put = Callable[..., Deployment]


@pytest.fixture
def database(database_url: str) -> Iterator[Engine]:
    """The test's own database."""
    engine = open_database(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def put(database: Engine) -> Put:
    """Deploys files; the engine's own parser has its tests elsewhere."""

    def deploy_files(files: Mapping[str, bytes], strict: bool = True) -> Deployment:
        return deploy(
            database, files, name="test", source="test", at=NOON, person_id=None, known_roles=KNOWN_ROLES,
            compile_process=lambda *_given: None, lint=partial(check_policy, strict=strict),
        )  # fmt: skip

    return deploy_files


def refused(put: Put, files: Mapping[str, bytes]) -> list[tuple[str, str]]:
    """(element id, message) of the errors."""
    with pytest.raises(DeploymentRefused) as caught:
        put(files)
    found = caught.value.details["findings"]
    return [(entry["element_id"], entry["message"]) for entry in found if entry["severity"] == "error"]


def _prefixed(text: str) -> str:
    return re.sub(r"<(/?)(?!/|camunda:)(\w)", r"<\1bpmn:\2", text)


def line(*order: str, more: str = "", flows: str = "", reasons: str = "", **marks: str) -> bytes:
    """A consultation that takes the steps one after another, as ``t0`` to ``t8`` in the policy's order."""
    tasks = [step(f"t{place}", word) for place, word in enumerate(STEPS)]
    own = mark(policyProcess="协商", **marks)
    chain = " -> ".join(["s", *(order or [f"t{place}" for place in range(len(STEPS))]), "e"])
    return process(own + '<startEvent id="s"/>' + "".join(tasks) + more + '<endEvent id="e"/>',
                   f"{chain}\n{flows}", "c")  # fmt: skip


def names(*left_out: int) -> list[str]:
    """The tasks of ``line`` without some."""
    return [f"t{place}" for place in range(len(STEPS)) if place not in left_out]


def with_choice(place: int, inside: str = "") -> bytes:
    """A choice before one of the steps whose other branch has ``inside`` in the step's stead."""
    order = names()
    choice = '<exclusiveGateway id="g" default="g__a"/>' + f'<manualTask id="a"/>{inside}'
    order.insert(place, "g")
    after = f"t{place + 1}" if place + 1 < len(STEPS) else "e"
    way = f"a -> b -> {after}" if inside else f"a -> {after}"
    return _conditional(line(*order, more=choice, flows=f"g -> a\n{way}"), "g", f"t{place}")


def _conditional(content: bytes, source: str, target: str) -> bytes:
    flow = f'id="{source}__{target}" sourceRef="{source}" targetRef="{target}">'
    return content.decode().replace(flow, flow + ALWAYS).encode()


@pytest.mark.parametrize("place", range(len(STEPS)), ids=[rule.key for rule in RULES])
def test_a_branch_round_a_step_is_refused_with_the_policys_sentence(put: Put, place: int) -> None:
    rule = RULES[place]
    ((element, message),) = refused(put, {"c.bpmn": with_choice(place)})
    assert element == "g__a"
    assert f"可以不经过“{rule.step}”" in message
    assert f"“{rule.sentence}”（{rule.requirement}）" in message
    assert f"lint:{rule.key}" in message


@pytest.mark.parametrize("place", range(len(STEPS)), ids=[rule.key for rule in RULES])
def test_a_branch_that_takes_the_step_as_well_deploys(put: Put, place: int) -> None:
    assert put({"c.bpmn": with_choice(place, step("b", STEPS[place]))}).findings == ()


@pytest.mark.parametrize("place", range(len(STEPS)), ids=[rule.key for rule in RULES])
def test_a_reason_in_the_diagram_lets_it_through_and_is_kept_in_the_record(
    put: Put, database: Engine, place: int
) -> None:
    own = mark(policyProcess="协商")
    reasoned = mark(policyProcess="协商", **{f"lint__{RULES[place].key}": "本县另有规定"})
    content = with_choice(place).decode().replace(_prefixed(own), _prefixed(reasoned)).encode()
    number = put({"c.bpmn": content}).number
    with database.connect() as connection:
        notes = connection.scalar(sa.select(deployment.c.notes).where(deployment.c.number == number))
    ((severity, message),) = [(note["severity"], note["message"]) for note in notes]
    assert severity == "warning"
    assert message.endswith("图里写明的理由：本县另有规定")
    assert RULES[place].sentence in message


@pytest.mark.parametrize("place", range(len(STEPS)), ids=[rule.key for rule in RULES])
def test_a_step_that_is_not_there_at_all_is_said_of_the_process(put: Put, place: int) -> None:
    content = line().decode().replace(f'value="{STEPS[place]}"', 'value="x"').encode()
    content = re.sub(rb"<bpmn:extensionElements>(?:(?!</bpmn:extensionElements>).)*value=\"x\".*?"
                     rb"</bpmn:extensionElements>", b"", content)  # fmt: skip
    ((element, message),) = refused(put, {"c.bpmn": content})
    assert element == "c"
    assert f"没有一步是“{STEPS[place]}”" in message


@pytest.mark.parametrize(("earlier", "later"), list(pairwise(CHAIN)))
def test_a_step_before_the_one_that_it_should_follow_is_refused_there(
    put: Put, earlier: Rule, later: Rule
) -> None:
    order = names()
    one, other = RULES.index(earlier), RULES.index(later)
    order[one], order[other] = order[other], order[one]
    if other - one > 1:  # what runs alongside stands between them
        order = [f"t{n}" for n in (0, 2, 3, 1, *range(4, 9))]
    ((element, message),) = refused(put, {"c.bpmn": line(*order)})
    assert element == f"t{other}"
    assert f"可能还没有经过“{earlier.step}”" in message
    assert earlier.requirement in message
    assert f"lint:{later.key}" in message


def test_supervision_may_begin_at_any_time(put: Put) -> None:
    assert put({"c.bpmn": line(*names(2)[:-1], "t2", "t8")}).findings == ()


def test_what_is_shipped_keeps_every_rule(put: Put) -> None:
    findings = [finding.message for finding in put(SHIPPED).findings]
    assert not [message for message in findings if "实施方案" in message or "policy" in message]


def changed(name: str, *edits: tuple[str, str]) -> dict[str, bytes]:
    """The shipped files with one of them edited; each edit must fit."""
    text = SHIPPED[name].decode()
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new)
    # The nodes' own lists of flows and the layout would no longer be true.
    text = re.sub(r"<bpmn:(incoming|outgoing)>[^<]*</bpmn:\1>", "", text)
    text = re.sub(r"<bpmndi:BPMNDiagram.*</bpmndi:BPMNDiagram>", "", text, flags=re.DOTALL)
    return SHIPPED | {name: text.encode()}


def test_shipped_without_the_notice_is_refused(put: Put) -> None:
    files = SHIPPED | {"notice.bpmn": without(SHIPPED["notice.bpmn"], "publish_notice")}
    ((element, message),) = refused(put, files)
    assert element == "consultation"
    assert "没有一步是“公示告知”" in message


def test_a_called_process_alone_is_judged_with_what_is_deployed(put: Put) -> None:
    put(SHIPPED)
    cut = without(SHIPPED["notice.bpmn"], "publish_notice")
    ((element, message),) = refused(put, {"notice.bpmn": cut})
    assert element == "notice"
    assert "没有一步是“公示告知”" in message
    reasoned = cut.decode().replace("<bpmn:laneSet", f"{_prefixed(mark(lint__notice='已在别处公示'))}<bpmn:laneSet", 1)
    assert "已在别处公示" in "".join(finding.message for finding in put({"notice.bpmn": reasoned.encode()}).findings)


def test_shipped_with_the_archive_before_feedback_is_refused(put: Put) -> None:
    files = changed(
        "consultation.bpmn",
        ('sourceRef="announcement" targetRef="result_use"', 'sourceRef="announcement" targetRef="archive"'),
        ('sourceRef="archive" targetRef="closed"', 'sourceRef="archive" targetRef="result_use"'),
        ('sourceRef="is_troubled" targetRef="archive"', 'sourceRef="is_troubled" targetRef="closed"'),
    )
    ((element, message),) = refused(put, files)
    assert element == "file_dossier"
    assert "“建立协商档案”时，可能还没有经过“采纳落实”、“反馈告知”、“公开公示”、“监督考核”" in message


def test_shipped_with_a_choice_round_the_supervision_is_refused(put: Put) -> None:
    choice = '<bpmn:exclusiveGateway id="which" name="要考核？" default="no"/>'
    yes = f'<bpmn:sequenceFlow id="yes" sourceRef="which" targetRef="assess">{ALWAYS}</bpmn:sequenceFlow>'
    no = '<bpmn:sequenceFlow id="no" name="不考核" sourceRef="which" targetRef="result_used"/>'
    files = changed(
        "result_use.bpmn",
        ('sourceRef="evaluate" targetRef="assess"', 'sourceRef="evaluate" targetRef="which"'),
        ("</bpmn:process>", f"{choice}{yes}{no}</bpmn:process>"),
    )
    ((element, message),) = refused(put, files)
    assert element == "no"
    assert "监督考核" in message


@pytest.mark.parametrize(("cancels", "element"), [("true", "hurry"), ("false", None)])
def test_shipped_with_a_timer_over_publication_is_refused_if_it_interrupts(
    put: Put, cancels: str, element: str | None
) -> None:
    timer = DAY.replace("<", "<bpmn:").replace("<bpmn:/", "</bpmn:")
    event = f'<bpmn:boundaryEvent id="hurry" name="不等了" attachedToRef="disclose_results" cancelActivity="{cancels}">'
    flow = '<bpmn:sequenceFlow id="on" sourceRef="hurry" targetRef="evaluate"/>'
    end = "</bpmn:boundaryEvent>"
    files = changed("result_use.bpmn", ("</bpmn:process>", f"{event}{timer}{end}{flow}</bpmn:process>"))
    if element is None:
        # A second token runs to the evaluation while the publication still lies there: too early.
        ((found, message),) = refused(put, files)
        assert found == "assess"
        assert "可能还没有经过“公开公示”" in message
    else:
        assert [found for found, _message in refused(put, files)] == [element]


def test_shipped_with_a_way_round_inside_a_called_process_is_refused_there(put: Put) -> None:
    flow = '<bpmn:sequenceFlow id="enough" sourceRef="suggest_days" targetRef="notice_over">' + ALWAYS
    also = 'sourceRef="suggest_days" targetRef="publish_notice"'
    files = changed(
        "notice.bpmn",
        (f"{also} />", f"{also}>{ALWAYS}</bpmn:sequenceFlow>"),
        ("</bpmn:process>", f"{flow}</bpmn:sequenceFlow></bpmn:process>"),
    )
    ((element, message),) = refused(put, files)
    assert element == "enough"
    assert "公示告知" in message


def test_shipped_without_the_review_of_major_matters_is_refused(put: Put) -> None:
    files = changed("decision.bpmn", ('=major = "是"', '=amount = "是"'))
    assert ("flow_is_major_ready", True) in [
        (element, "policySkip 写在这里不算数" in message) for element, message in refused(put, files)
    ]
    cut = SHIPPED | {"decision.bpmn": without(SHIPPED["decision.bpmn"], "legal_review")}
    assert any("没有一步是“合法性审核”" in message for _element, message in refused(put, cut))


def test_a_consultation_cannot_stop_being_one_without_a_reason(put: Put) -> None:
    put({"c.bpmn": line()})
    plain = process('<startEvent id="s"/>' + user("a") + '<endEvent id="e"/>', "s -> a -> e", "c")
    ((element, message),) = refused(put, {"c.bpmn": plain})
    assert element == "c"
    assert "policyProcess" in message
    own = mark(lint__process="改作别用")
    reasoned = process(own + '<startEvent id="s"/>' + user("a") + '<endEvent id="e"/>', "s -> a -> e", "c")
    assert put({"c.bpmn": reasoned}).number == 2


def test_a_consultation_without_a_normal_end_is_refused(put: Put) -> None:
    content = line().decode().replace('<bpmn:endEvent id="e"/>', '<bpmn:endEvent id="e">{}</bpmn:endEvent>')
    ((element, message),) = refused(put, {"c.bpmn": content.format(_prefixed(mark(policyEnd="撤回"))).encode()})
    assert element == "c"
    assert "没有一条路能走到正常的结束" in message


@pytest.mark.parametrize(("edit", "element", "told"), [
    (("公示告知", "公示告之"), "t1", "是不是“公示告知”"),
    ((END, END.replace("/>", f">{_prefixed(mark(policyEnd='结束'))}</bpmn:endEvent>")), "e", "只能写：不采纳"),
    ((END, END.replace("/>", f">{_prefixed(mark(policyStep='公示告知'))}</bpmn:endEvent>")), "e", "写在这里不算数"),
    (('value="协商"', 'value="协调"'), "c", "只能写“协商”"),
])  # fmt: skip
def test_a_word_that_no_rule_knows_is_refused_at_its_element(
    put: Put, edit: tuple[str, str], element: str, told: str
) -> None:
    content = line().decode()
    assert edit[0] in content
    found = refused(put, {"c.bpmn": content.replace(*edit).encode()})
    assert any(entry[0] == element and told in entry[1] for entry in found)


def test_reasons_must_say_something_of_a_rule_that_is_broken(put: Put) -> None:
    assert any("没有写理由" in message for _element, message in refused(put, {"c.bpmn": line(lint__notice=" ")}))
    assert any("没有这条规则" in message for _element, message in refused(put, {"c.bpmn": line(lint__note="x")}))
    (finding,) = put({"c.bpmn": line(lint__notice="用不上")}).findings
    assert finding.severity == "warning"
    assert "lint:notice 的理由用不上了" in finding.message


def test_a_step_may_be_skipped_only_where_the_variable_that_decides_it_is_read(put: Put) -> None:
    place = STEPS.index("合法性审核")
    content = mark_flow(with_choice(place), "g__a", policySkip="合法性审核")
    assert any("policySkip 写在这里不算数" in message for _element, message in refused(put, {"c.bpmn": content}))
    decided = content.decode().replace("=true", '=major = "是"').encode()
    assert put({"c.bpmn": decided}).findings == ()


def test_a_start_with_what_is_shipped_only_warns(put: Put) -> None:
    (finding,) = put({"c.bpmn": with_choice(1)}, strict=False).findings
    assert finding.severity == "warning"


def test_processes_of_other_kinds_are_left_alone(put: Put) -> None:
    plain = process('<startEvent id="s"/>' + user("a") + '<endEvent id="e"/>', "s -> a -> e")
    assert put({"p.bpmn": plain}).findings == ()
