"""Files against each other and against what is deployed, without a database."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.deployment.bundle import (
    MAX_FILE_BYTES,
    MAX_FILES,
    MAX_STORED_BYTES,
    MAX_TAGS,
    Bundle,
    check_against,
    check_size,
    read_bundle,
)
from engine.deployment.catalogue import Catalogue, Deployed
from engine.errors import DeploymentRefused, TooLarge
from tests.unit.engine.deployment.drawing import (
    BARE_MESSAGE,
    MESSAGE,
    MESSAGE_DEFINITION,
    ROLES,
    WORK,
    catch,
    element,
    file,
    line,
    property_,
)
from tests.unit.engine.deployment.tabling import levels, modeled

NOTHING = Catalogue(0, {}, frozenset())


def form(id_: str = "topic", **more: Any) -> str:
    """A form with one field."""
    field = {"type": "textfield", "id": "f1", "key": "title", "label": "标题", "validate": {"maxLength": 50}}
    return json.dumps(
        {
            "type": "default",
            "id": id_,
            "schemaVersion": 19,
            "executionPlatform": "Camunda Platform",
            "executionPlatformVersion": "7.24.0",
            "components": [field],
            **more,
        }
    )


def task(attributes: str) -> str:
    """A user task with more attributes."""
    return WORK.replace(" name=", f" {attributes} name=")


def call(key: str, attributes: str = "") -> str:
    """A process file's content that calls another."""
    return line(element("callActivity", f'calledElement="{key}" {attributes}'))


def deployed(kind: str, key: str, version: int = 1, **info: Any) -> Catalogue:
    """A catalogue that holds one definition."""
    row = Deployed(f"{key}:{version}:x", kind, key, version, None, key, 1, "", {"start_element": "start"} | info)
    return Catalogue(1, {(kind, key): row}, frozenset({(kind, key, number) for number in range(1, version + 1)}))


def examine(resources: dict[str, str], catalogue: Catalogue = NOTHING) -> Bundle:
    """The bundle with all checks done."""
    bundle = read_bundle({name: content.encode() for name, content in resources.items()}, ROLES)
    check_against(bundle, catalogue)
    return bundle


def told(resources: dict[str, str], catalogue: Catalogue = NOTHING) -> str:
    """The errors, one a line."""
    found = examine(resources, catalogue).findings()
    return "\n".join(finding.sentence() for finding in found if finding.severity == "error")


def test_a_form_is_found_in_the_bundle_or_among_the_deployed() -> None:
    drawn = file(line(task('camunda:formRef="topic"')))

    assert told({"p.bpmn": drawn, "topic.form": form()}) == ""
    assert told({"p.bpmn": drawn}, deployed("form", "topic")) == ""
    assert "表单“topic”没有找到，请把 topic.form 一起部署" in told({"p.bpmn": drawn})


def test_a_form_bound_to_the_deployment_must_be_in_the_bundle() -> None:
    drawn = file(line(task('camunda:formRef="topic" camunda:formRefBinding="deployment"')))

    assert told({"p.bpmn": drawn, "topic.form": form()}) == ""
    assert "同一次部署" in told({"p.bpmn": drawn}, deployed("form", "topic"))


def test_a_form_bound_to_a_version_must_have_it() -> None:
    drawn = file(line(task('camunda:formRef="topic" camunda:formRefBinding="version" camunda:formRefVersion="2"')))

    assert told({"p.bpmn": drawn}, deployed("form", "topic", 2)) == ""
    assert "没有第 2 版" in told({"p.bpmn": drawn}, deployed("form", "topic", 1))


def test_a_form_key_names_a_form_file_of_the_bundle() -> None:
    drawn = file(line(task('camunda:formKey="camunda-forms:deployment:topic.form"')))

    assert told({"p.bpmn": drawn, "topic.form": form()}) == ""
    assert "topic.form" in told({"p.bpmn": drawn})
    assert "embedded:" in told({"p.bpmn": file(line(task('camunda:formKey="embedded:app:x.html"')))})
    assert "formRef" in told({"p.bpmn": file(line(task('camunda:formKey="x"')))})


def test_a_message_payload_form_must_exist() -> None:
    event = catch(property_("payloadForm", "apply", senders="everyone") + BARE_MESSAGE)
    drawn = file(line(event), MESSAGE)

    assert "表单“apply”没有找到" in told({"p.bpmn": drawn})
    assert told({"p.bpmn": drawn, "apply.form": form("apply")}) == ""


def test_a_called_process_is_found_and_can_be_called() -> None:
    caller = file(call("q"))
    called = file(line(WORK), key="q")
    by_message = element("startEvent", content=MESSAGE_DEFINITION, id_="start")

    assert told({"p.bpmn": caller, "q.bpmn": called}) == ""
    assert told({"p.bpmn": caller}, deployed("process", "q")) == ""
    assert "被调用的流程“q”没有找到" in told({"p.bpmn": caller})
    uncallable = file(line(WORK, start=by_message), MESSAGE, key="q")
    assert "没有普通开始事件" in told({"p.bpmn": caller, "q.bpmn": uncallable})
    assert "没有普通开始事件" in told({"p.bpmn": caller}, deployed("process", "q", start_element=None))


def test_processes_that_would_call_themselves_are_refused() -> None:
    back = deployed("process", "q", called=[{"key": "p"}])

    assert "这里调用自己" in told({"p.bpmn": file(call("p"))})
    assert "又会调用回来" in told({"p.bpmn": file(call("q")), "q.bpmn": file(call("p"), key="q")})
    assert "又会调用回来" in told({"p.bpmn": file(call("q"))}, back)
    redeployed = {"p.bpmn": file(call("q")), "q.bpmn": file(line(WORK), key="q")}
    assert told(redeployed, back) == ""


def test_checking_again_forgets_what_was_found_against_an_older_catalogue() -> None:
    bundle = examine({"p.bpmn": file(line(task('camunda:formRef="topic"')), platform="")})
    warning, missing = bundle.findings()
    check_against(bundle, NOTHING)
    again = bundle.findings()
    check_against(bundle, deployed("form", "topic"))

    assert (warning.severity, missing.severity) == ("warning", "error")
    assert again == [warning, missing]
    assert bundle.findings() == [warning]


def test_a_file_is_kept_for_each_decision_and_all_that_must_be_kept_is_limited() -> None:
    def told_of(files: int) -> str:
        content = [levels(f"d{number}") for number in range(100)]
        padding = "<!--" + "x" * (MAX_STORED_BYTES // 400) + "-->"
        return told({
            f"{place}.dmn": modeled(*(text.replace('"d', f'"n{place}d') for text in content)) + padding
            for place in range(files)
        })  # fmt: skip

    assert told_of(3) == ""
    assert "决策一共太多，请分几次部署" in told_of(5)


def test_two_files_of_one_key_are_refused() -> None:
    two = {"a.bpmn": file(line(WORK)), "b.bpmn": file(line(WORK)), "a.form": form(), "b.form": form()}

    assert "流程 ID“p”和文件“a.bpmn”里的相同" in told(two)
    assert "表单 ID“topic”和文件“a.form”里的相同" in told(two)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("d.dmn", "<definitions/>", "不是 DMN 决策表"),
        ("d.dmn", "{}", "选错了文件"),
        ("x.txt", "x", "不认识这种文件"),
        ("x", "x", "不认识这种文件"),
        ("x.bpmn", "{}", "选错了文件"),
        ("x.form", "<a/>", "选错了文件"),
        ("x.form", "not json", ""),
        ("x.form", "[]", ""),
        ("", "x", "文件名不能用"),
        ("a\x00.bpmn", "x", "文件名不能用"),
        ("a" * 300 + ".form", "{}", "文件名不能用"),
    ],
)
def test_files_that_are_neither_diagrams_nor_forms_are_refused(name: str, content: str, sentence: str) -> None:
    found = told({name: content})

    assert found
    assert sentence in found


def test_decisions_are_known_by_the_endings_that_modelers_write() -> None:
    assert told({"level.dmn": modeled(levels()), "old.dmn11.xml": modeled(levels("old"), version="1.1")}) == ""
    assert [item.key for item in examine({"a.dmn": modeled(levels(), levels("b"))}).items] == ["level", "b"]


def test_processes_come_before_decisions_and_forms() -> None:
    bundle = examine({"topic.form": form(), "level.dmn": modeled(levels()), "p.bpmn": file(line(WORK))})

    assert [item.kind for item in bundle.items] == ["process", "form", "decision"]


def test_form_findings_are_told_with_the_file() -> None:
    bad = form(components=[{"type": "iframe", "id": "i1", "label": "x"}])
    found = examine({"p.bpmn": file(line(WORK)), "topic.form": bad}).findings()

    assert [(finding.resource, finding.element_id) for finding in found] == [("topic.form", "i1")]


def test_findings_of_all_files_come_together() -> None:
    found = told(
        {"a.bpmn": "<a/>", "b.bpmn": "", "c.form": "x", "d.dmn": "", "e.bpmn": file(line(element("serviceTask")))}
    )

    assert len(found.splitlines()) == 5


def test_what_is_too_big_is_not_even_read() -> None:
    with pytest.raises(TooLarge, match=r"10\.0 MB"):
        check_size({"a.bpmn": b" " * 10_000_000})
    with pytest.raises(TooLarge, match="20 MB"):
        check_size({f"{number}.bpmn": b" " * MAX_FILE_BYTES for number in range(5)})
    with pytest.raises(TooLarge, match="个文件"):
        check_size({f"{number}.bpmn": b"" for number in range(MAX_FILES + 1)})
    with pytest.raises(TooLarge, match="元素一共太多"):
        check_size({f"{number}.bpmn": b"<a/>" * 19_000 for number in range(MAX_TAGS // 19_000 + 1)})
    with pytest.raises(DeploymentRefused, match="没有要部署的文件"):
        check_size({})


def test_info_tells_lists_and_pages_what_they_show() -> None:
    lanes = '<bpmn:laneSet id="ls"><bpmn:lane id="l" name="村委会"><bpmn:flowNodeRef>work</bpmn:flowNodeRef>'
    lanes += "</bpmn:lane></bpmn:laneSet>"
    documented = task('camunda:formRef="topic"').replace(
        "/>",
        "><bpmn:documentation>R-285 协商方案</bpmn:documentation>" + property_("stage", "公示") + "</bpmn:userTask>",
    )
    by_message = element(
        "startEvent",
        content=property_("payloadForm", "topic", senders="everyone") + BARE_MESSAGE,
        id_="told",
    )
    start = '<bpmn:startEvent id="start" camunda:formRef="topic" camunda:initiator="initiator"/>'
    called = element("callActivity", 'calledElement="q"')
    drawn = file(
        lanes
        + line(documented, called, start=start)
        + by_message
        + '<bpmn:sequenceFlow id="told__work" sourceRef="told" targetRef="work"/>',
        MESSAGE,
        process='camunda:candidateStarterGroups="village_party" camunda:versionTag="1.0"',
    )
    item = examine({"p.bpmn": drawn, "topic.form": form()}, deployed("process", "q")).items[0]

    assert (item.kind, item.key, item.name, item.version_tag) == ("process", "p", "流程", "1.0")
    assert item.info["start_form"] == {"key": "topic", "binding": "latest", "version": None}
    assert item.info["candidate_starter_groups"] == ["village_party"]
    assert item.info["message_starts"] == [
        {"message": "apply", "element_id": "told", "payload_form": "topic", "senders": ["everyone"]}
    ]
    assert item.info["called"] == [{"element_id": "x", "key": "q", "binding": "latest", "version": None}]
    element_info = next(entry for entry in item.info["elements"] if entry["id"] == "work")
    assert element_info["documentation"] == "R-285 协商方案"
    assert (element_info["stage"], element_info["lane"]) == ("公示", "村委会")
    assert element_info["candidate_groups"] == ["village_party"]
    assert element_info["form"]["key"] == "topic"
    json.dumps(item.info)
