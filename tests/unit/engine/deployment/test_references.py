"""What business rule tasks refer to is in the bundle or deployed, by each binding."""
from __future__ import annotations

import pytest

from engine.deployment.bundle import Bundle, check_against, read_bundle
from engine.deployment.catalogue import Catalogue, Deployed
from tests.decision_files import decision, table
from tests.unit.engine.deployment.drawing import ROLES, element, file, line, property_, timer
from tests.unit.engine.deployment.tabling import AMOUNT, levels, modeled

NOTHING = Catalogue(0, {}, frozenset())
LEVEL = modeled(levels())
TAGGED = modeled(levels().replace('id="level"', 'id="level" camunda:versionTag="2026"'))


def rule(attributes: str = "") -> str:
    """A process whose task asks the decision ``level``."""
    given = f'camunda:decisionRef="level" camunda:resultVariable="level" {attributes}'
    return file(line(element("businessRuleTask", f'name="定等级" {given}')))


def deployed(version: int = 1, tag: str | None = None) -> Catalogue:
    """A catalogue that holds the decision ``level``."""
    row = Deployed(f"level:{version}:x", "decision", "level", version, None, "level.dmn", 1, "", {})
    numbers = frozenset(("decision", "level", number) for number in range(1, version + 1))
    return Catalogue(1, {("decision", "level"): row}, numbers, frozenset({("decision", "level", tag)} if tag else ()))


def examine(resources: dict[str, str], catalogue: Catalogue = NOTHING) -> Bundle:
    """The bundle with all checks done."""
    bundle = read_bundle({name: content.encode() for name, content in resources.items()}, ROLES)
    check_against(bundle, catalogue)
    return bundle


def told(resources: dict[str, str], catalogue: Catalogue = NOTHING) -> str:
    """The errors, one a line."""
    found = examine(resources, catalogue).findings()
    return "\n".join(finding.sentence() for finding in found if finding.severity == "error")


def test_a_decision_is_found_in_the_bundle_or_among_the_deployed() -> None:
    assert told({"p.bpmn": rule(), "any.dmn": LEVEL}) == ""
    assert told({"p.bpmn": rule()}, deployed()) == ""


def test_a_misspelt_id_is_told_with_the_one_that_is_there() -> None:
    misspelt = rule().replace('"level"', '"levle"', 1)

    assert told({"p.bpmn": misspelt}, deployed()).endswith("或改正 ID（有一个很像的：level）")
    assert "很像" not in told({"p.bpmn": rule().replace('"level"', '"grade"', 1)}, deployed())


def test_a_missing_decision_is_told_with_the_file_to_add() -> None:
    assert told({"p.bpmn": rule()}) == (
        "业务规则任务「定等级」(x)：决策“level”没有找到，请把含有它的 .dmn 文件（例如 level.dmn）一起部署，或改正 ID"
    )


def test_a_decision_that_has_faults_is_not_told_missing_too() -> None:
    found = told({"p.bpmn": rule(), "level.dmn": LEVEL.replace("&lt; 2000", "&lt; (")})

    assert "没有找到" not in found
    assert "读不懂" in found


def test_a_decision_bound_to_the_deployment_must_be_in_the_bundle() -> None:
    drawn = rule('camunda:decisionRefBinding="deployment"')

    assert told({"p.bpmn": drawn, "level.dmn": LEVEL}) == ""
    assert "按同一次部署绑定，却不在这次的文件里" in told({"p.bpmn": drawn}, deployed())
    assert examine({"p.bpmn": drawn, "level.dmn": LEVEL}).items[0].bound == {("decision", "level")}


def test_a_decision_bound_to_a_version_must_have_it() -> None:
    drawn = rule('camunda:decisionRefBinding="version" camunda:decisionRefVersion="2"')

    assert told({"p.bpmn": drawn}, deployed(2)) == ""
    assert "决策“level”没有第 2 版，请改正版本号" in told({"p.bpmn": drawn}, deployed(1))


def test_a_decision_bound_to_a_tag_must_have_a_version_so_tagged() -> None:
    drawn = rule('camunda:decisionRefBinding="versionTag" camunda:decisionRefVersionTag="2026"')

    assert told({"p.bpmn": drawn}, deployed(tag="2026")) == ""
    assert told({"p.bpmn": drawn, "level.dmn": TAGGED}) == ""
    assert "决策“level”没有标签为“2026”的版本，请改正标签" in told({"p.bpmn": drawn}, deployed(tag="2025"))
    assert "没有标签为“2026”的版本" in told({"p.bpmn": drawn, "level.dmn": LEVEL})


@pytest.mark.parametrize(
    ("mapping", "advice"),
    [("singleEntry", "singleResult"), ("collectEntries", "resultList"), ("singleResult", ""), ("resultList", "")],
)
def test_one_value_is_not_taken_from_several_outputs(mapping: str, advice: str) -> None:
    two = table([AMOUNT], ["a", "b"], [["-", "1", "2"]])
    drawn = rule(f'camunda:mapDecisionResult="{mapping}"')
    wide = deployed()
    wide.newest["decision", "level"].info["table"] = {"outputs": [{}, {}]}  # type: ignore[index]
    sentence = f"决策“level”有 2 列输出，不能用 {mapping} 只取一个值，请改用 {advice}" if advice else ""

    assert told({"p.bpmn": drawn, "level.dmn": LEVEL}, wide) == ""
    for found in (told({"p.bpmn": drawn}, wide), told({"p.bpmn": drawn, "l.dmn": modeled(decision("level", two))})):
        assert found.partition("：")[2] == sentence


def test_info_tells_which_decision_an_element_asks() -> None:
    tag = 'camunda:decisionRefBinding="versionTag" camunda:decisionRefVersionTag="2026"'
    latest = examine({"p.bpmn": rule(), "level.dmn": LEVEL}).items[0]
    tagged = examine({"p.bpmn": rule(tag), "level.dmn": TAGGED}).items[0]

    asked = [
        entry["decision"] for item in (latest, tagged) for entry in item.info["elements"] if entry["decision"]
    ]
    assert asked == [
        {"key": "level", "binding": "latest", "version": None, "version_tag": None},
        {"key": "level", "binding": "versionTag", "version": None, "version_tag": "2026"},
    ]


def test_a_decision_of_two_files_is_refused() -> None:
    found = told({"a.dmn": LEVEL, "b.dmn": modeled(levels(), levels("other"))})

    assert found == "决策 ID“level”和文件“a.dmn”里的相同，请只留一个"


def test_a_process_a_form_and_a_decision_may_share_a_name() -> None:
    assert told({"level.bpmn": rule().replace('id="p"', 'id="level"'), "level.dmn": LEVEL}) == ""


def call(process: str, attributes: str = "") -> str:
    """A process that calls another."""
    return file(line(element("callActivity", f'calledElement="{process}" {attributes}')))


def test_a_called_process_that_an_expression_names_is_looked_up_when_it_comes_to_it() -> None:
    found = examine({"p.bpmn": call("=which")})

    assert found.findings() == []
    assert found.items[0].info["called"] == []
    assert "被调用的流程“which”没有找到" in told({"p.bpmn": call("which")})


def test_a_process_that_begins_without_an_event_can_be_called() -> None:
    task = '<bpmn:task id="a" name="做"/>'
    timed = element("startEvent", "", property_("organisation", "6") + timer("P1D"), "start")
    drawn = {"start event": line(task), "implicit": line(task, start=""), "timer": line(task, start=timed)}

    for begun, content in drawn.items():
        called = file(content, key="other")
        info = examine({"other.bpmn": called}).items[0].info
        row = Deployed("other:1:x", "process", "other", 1, None, "other.bpmn", 1, "", info)
        catalogue = Catalogue(1, {("process", "other"): row}, frozenset())
        together = told({"p.bpmn": call("other"), "other.bpmn": called})
        for sentences in (together, told({"p.bpmn": call("other")}, catalogue)):
            assert ("没有普通开始事件，不能被调用" in sentences) == (begun == "timer")


def test_a_process_may_not_call_itself_by_name() -> None:
    assert "会没完没了地调用" in told({"p.bpmn": call("p")})
    assert told({"p.bpmn": call("=&quot;p&quot;")}) == ""
