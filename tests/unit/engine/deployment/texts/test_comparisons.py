"""Comparisons with texts that nothing gives, over the diagrams, decisions and forms of a bundle and the deployed."""
from __future__ import annotations

import json
from typing import Any

import pytest

from engine.deployment.bundle import Bundle, check_against, read_bundle
from engine.deployment.catalogue import Catalogue, Deployed
from engine.deployment.findings import Finding
from tests.decision_files import Column, decision, table
from tests.unit.engine.deployment.drawing import (
    BARE_MESSAGE,
    MESSAGE,
    ROLES,
    SIGNAL,
    WORK,
    catch,
    element,
    file,
    flow,
    line,
    property_,
    when,
)
from tests.unit.engine.deployment.tabling import modeled

NOTHING = Catalogue(0, {}, frozenset())
FORM = WORK.replace(" name=", ' camunda:formRef="outcome" name=')
RULES = element("businessRuleTask", 'camunda:decisionRef="d" camunda:mapDecisionResult="{}" camunda:resultVariable="v"')


def form(*values: str, key: str = "outcome", id_: str = "outcome") -> str:
    """A form that offers these answers."""
    options = [{"label": value, "value": value} for value in values]
    asked = {"type": "radio", "id": "f_outcome", "key": key, "label": "结果", "values": options}
    return json.dumps({"type": "default", "id": id_, "schemaVersion": 19, "components": [asked]})


def script(text: str, variable: str, id_: str = "s") -> str:
    """A script task."""
    written = text.replace("&", "&amp;").replace("<", "&lt;")
    content = f"<bpmn:script>{written}</bpmn:script>"
    return element("scriptTask", f'scriptFormat="feel" camunda:resultVariable="{variable}"', content, id_)


def asking(condition: str, *before: str, root: str = "", key: str = "p", beside: str = "") -> str:
    """The elements, then a gateway that asks the condition."""
    gateway = element("exclusiveGateway", 'default="g__end"', id_="g")
    asked = '<bpmn:userTask id="a" name="办" camunda:candidateGroups="village_party"/>'
    flows = flow("g", "a", when(condition)) + flow("a", "end")
    return file(line(*before, gateway) + asked + flows + beside, root, key=key)


def extended(content: str) -> str:
    """The extension elements of an element."""
    return f"<bpmn:extensionElements>{content}</bpmn:extensionElements>"


def calling(called: str, mappings: str) -> str:
    """A call activity."""
    return element("callActivity", f'calledElement="{called}"', extended(mappings))


def dmn(*rows: list[str], outputs: tuple[str, ...] = ("result",), inputs: tuple[str, ...] = ("x",)) -> str:
    """A file with one table of texts."""
    given = [Column(name, "string", label=name) for name in inputs]
    concluded = [Column(name, "string", label=name) for name in outputs]
    return modeled(decision("d", table(given, concluded, list(rows)), name="d"))


def examine(resources: dict[str, str], catalogue: Catalogue = NOTHING, given: str = "") -> Bundle:
    bundle = read_bundle({name: content.encode() for name, content in resources.items()}, ROLES)
    check_against(bundle, catalogue, frozenset(given.split()))
    return bundle


def found(resources: dict[str, str], catalogue: Catalogue = NOTHING, given: str = "") -> list[Finding]:
    """The findings about comparisons."""
    return [one for one in examine(resources, catalogue, given).findings() if "永远" in one.message]


def deployed(resources: dict[str, str], **changed: Any) -> Catalogue:
    """A catalogue that holds the files."""
    rows = {}
    for item in examine(resources).items:
        info = {name: value for name, value in item.info.items() if name not in changed.get("without", ())}
        row = Deployed(f"{item.key}:1", item.kind, item.key, 1, None, item.resource, 1, item.content_hash, info)
        rows[item.kind, item.key] = row
    return Catalogue(1, rows, frozenset((kind, key, 1) for kind, key in rows))


ASKED = {"p.bpmn": asking('=outcome = "协商失败"', FORM), "outcome.form": form("协商成功", "协商未果")}


def test_a_condition_that_no_option_fulfils_is_an_error_with_the_nearest_option() -> None:
    only = found(ASKED)[0]

    assert (only.severity, only.resource, only.element_id) == ("error", "p.bpmn", "g__a")
    assert only.line is not None
    assert only.message == (
        '条件 outcome = "协商失败" 永远不会成立：“outcome”只可能是“协商成功”“协商未果”，您要写的是不是“协商成功”？'
    )


@pytest.mark.parametrize("written", ["协商未果", "协商成功"])
def test_a_condition_that_an_option_fulfils_is_not(written: str) -> None:
    assert found({**ASKED, "p.bpmn": asking(f'=outcome = "{written}"', FORM)}) == []


def test_an_option_without_quotes_is_told_to_need_them() -> None:
    only = examine({**ASKED, "p.bpmn": asking("=outcome = 协商成功", FORM)}).findings()[0]

    assert (only.severity, only.element_id) == ("error", "g__a")
    assert only.message == (
        '条件 outcome = 协商成功 里的“协商成功”没有引号，会当成变量，请写成 "协商成功"（英文双引号）'
    )


def test_a_variable_called_as_an_option_is_left_alone() -> None:
    drawn = asking("=outcome = 协商成功", FORM, script("1", "协商成功"))
    assert examine({**ASKED, "p.bpmn": drawn}).findings() == []
    assert examine({**ASKED, "p.bpmn": asking("=outcome = 协商成功", FORM)}, given="协商成功").findings() == []


def test_half_width_brackets_are_told_as_what_they_are() -> None:
    drawn = asking('=outcome = "村(居)民会议" or outcome = "协商成功"', FORM)
    only = found({"p.bpmn": drawn, "outcome.form": form("村（居）民会议", "协商成功")})[0]

    assert only.severity == "error"
    assert "您要写的是不是“村（居）民会议”？" in only.message


def test_the_comparison_is_looked_for_in_deployed_forms_too() -> None:
    assert len(found({"p.bpmn": ASKED["p.bpmn"]}, deployed({"outcome.form": form("协商成功")}))) == 1
    older = deployed({"outcome.form": form("协商成功")}, without=["answers"])
    assert found({"p.bpmn": ASKED["p.bpmn"]}, older) == []


@pytest.mark.parametrize(
    "before",
    [
        [],
        [FORM, script('outcome + "了"', "outcome")],
        [FORM, RULES.format("singleEntry").replace('"v"', '"outcome"')],
        [FORM, calling("q", '<camunda:out source="x" target="outcome"/>')],
        [FORM, calling("=which", '<camunda:out variables="all"/>')],
        [FORM, element("serviceTask", 'camunda:type="external" camunda:topic="t"', property_("workers", "x"))],
    ],
)  # fmt: skip
def test_a_variable_with_a_source_that_is_not_known_is_left_alone(before: list[str]) -> None:
    called = file(line(WORK), key="q")
    files = {"outcome.form": form("协商成功"), "d.dmn": dmn(['"a"', 'x + "b"']), "q.bpmn": called}
    assert found({**files, "p.bpmn": asking('=outcome = "协商失败"', *before)}) == []


def test_what_the_product_writes_is_left_alone() -> None:
    drawn = {"p.bpmn": asking('=kind = "镇"', script('"村"', "kind"))}

    assert len(found(drawn)) == 1
    assert found(drawn, given="kind") == []


@pytest.mark.parametrize(
    ("text", "written", "told"),
    [
        ('if x then "a" else "b"', 'v = "c"', True),
        ('if x then "a" else "b"', 'v = "b"', False),
        ('{post: "a"}', 'v.post = "c"', True),
        ('["a"]', 'list contains(v, "c")', True),
        ('["a"]', 'some i in v satisfies i = "c"', True),
        ("1", 'v = "1"', True),
        ("if v = null then 1 else v", 'v = "1"', True),
        ('append(v, "a")', 'list contains(v, "b")', True),
        ("null", 'v = "a"', False),
        ("other", 'v = "a"', False),
    ],
)
def test_scripts_give_what_their_texts_say(text: str, written: str, told: bool) -> None:
    assert bool(found({"p.bpmn": asking(f"={written}", script(text, "v"))})) is told


@pytest.mark.parametrize(
    ("mapping", "outputs", "rows", "written"),
    [
        ("singleEntry", ("result",), (['"x"', '"a"'], ["-", "null"]), 'v = "b"'),
        ("collectEntries", ("result",), (['"x"', '"a"'],), 'list contains(v, "b")'),
        ("singleResult", ("one", "two"), (['"x"', '"a"', '"b"'],), 'v.one = "b"'),
        ("resultList", ("one", "two"), (['"x"', '"a"', '"b"'],), 'v[1].two = "a"'),
    ],
)
def test_decisions_give_the_texts_of_their_output_cells(
    mapping: str, outputs: tuple[str, ...], rows: tuple[list[str], ...], written: str
) -> None:
    task = RULES.format(mapping)
    drawn = {"p.bpmn": asking(f"={written}", task), "d.dmn": dmn(*rows, outputs=outputs)}

    assert [one.severity for one in found(drawn)] == ["error"]
    assert len(found({"p.bpmn": drawn["p.bpmn"]}, deployed({"d.dmn": drawn["d.dmn"]}))) == 1
    swapped = written.replace('"b"', '"_"').replace('"a"', '"b"').replace('"_"', '"a"')
    assert found({**drawn, "p.bpmn": asking(f"={swapped}", task)}) == []


def test_what_a_call_takes_and_gives_is_followed() -> None:
    mapped = """<camunda:in source="outcome" target="given"/>
        <camunda:out sourceExpression='=if given = "{}" then "a" else "b"' target="back"/>"""
    called = asking('=given = "{}"', WORK, key="q")
    drawn = asking('=back = "{}"', FORM, calling("q", mapped))
    offered = form("协商成功", "协商未果")

    def all_of(inside: str, mapping: str, outside: str) -> list[tuple[str, str]]:
        # only the first and last pair of braces are placeholders
        caller = drawn.replace('"{}" then', f'"{mapping}" then').replace('back = "{}"', f'back = "{outside}"')
        files = {"p.bpmn": caller, "q.bpmn": called.replace("{}", inside), "outcome.form": offered}
        return [(one.resource, one.severity) for one in found(files)]

    assert all_of("协商成功", "协商成功", "a") == []
    assert all_of("协商失败", "协商成功", "a") == [("q.bpmn", "error")]
    assert all_of("协商成功", "协商失败", "a") == [("p.bpmn", "warning")]
    assert all_of("协商成功", "协商成功", "c") == [("p.bpmn", "error")]


def test_all_variables_of_a_caller_may_come_in() -> None:
    caller = file(line(FORM, calling("q", '<camunda:in variables="all"/>')))
    called = asking('=outcome = "失败"', script('"中止"', "outcome"), key="q")
    files = {"p.bpmn": caller, "q.bpmn": called, "outcome.form": form("失败")}

    assert found(files) == []
    assert len(found({**files, "outcome.form": form("成功")})) == 1


def test_an_older_caller_may_give_anything() -> None:
    caller = file(line(calling("q", '<camunda:in source="x" target="v"/>')))
    called = {"q.bpmn": asking('=v = "b"', script('"a"', "v"), key="q")}
    older = deployed({"p.bpmn": caller, **called}, without=["data_flow"])

    assert found(called, older) == []
    assert len(found(called)) == 1


def test_messages_bring_what_their_form_takes() -> None:
    waiting = catch(property_("payloadForm", "outcome", payloadVariable="told", senders="everyone") + BARE_MESSAGE)
    drawn = asking('=told.outcome = "失败"', waiting, root=MESSAGE)

    assert len(found({"p.bpmn": drawn, "outcome.form": form("成功")})) == 1
    assert found({"p.bpmn": drawn, "outcome.form": form("失败")}) == []


def test_signals_bring_what_their_sender_maps() -> None:
    payload = '<camunda:in sourceExpression=\'="乙"\' target="v"/>'
    definition = element("signalEventDefinition", 'signalRef="s"', extended(payload), "definition")
    throws = element("intermediateThrowEvent", content=definition, id_="t")
    waiting = catch('<bpmn:signalEventDefinition signalRef="s"/>')
    caught = asking('=v = "乙"', script('"甲"', "v"), waiting, root=SIGNAL)

    assert len(found({"p.bpmn": caught})) == 1
    assert found({"p.bpmn": caught, "q.bpmn": file(line(throws), SIGNAL, key="q")}) == []


def test_input_parameters_and_instances_give_what_is_written_there() -> None:
    given = '<camunda:inputParameter name="v">甲</camunda:inputParameter>'
    given += '<camunda:outputParameter name="w">=v</camunda:outputParameter>'
    mapped = extended(f"<camunda:inputOutput>{given}</camunda:inputOutput>")
    task = element("userTask", 'camunda:candidateGroups="village_party"', mapped)
    each = element("userTask", 'camunda:candidateGroups="village_party"', '<bpmn:multiInstanceLoopCharacteristics '
                   'camunda:collection="=[&quot;甲&quot;]" camunda:elementVariable="w"/>')

    for before in (task, each):
        assert len(found({"p.bpmn": asking('=w = "乙"', before)})) == 1
        assert found({"p.bpmn": asking('=w = "甲"', before)}) == []


def test_a_case_has_the_stages_of_all_its_diagrams() -> None:
    staged = WORK.replace("/>", f">{property_('stage', '公示')}</bpmn:userTask>")

    assert len(found({"p.bpmn": asking('=stage = "归档"', staged)}, given="stage")) == 1
    assert found({"p.bpmn": asking('=stage = "公示"', staged)}, given="stage") == []


def test_expressions_that_choose_no_way_are_warnings() -> None:
    groups = WORK.replace("village_party", '=if outcome = &quot;败&quot; then &quot;a&quot; else &quot;b&quot;')
    drawn = file(line(FORM, groups.replace('"work"', '"more"')))
    only = found({"p.bpmn": drawn, "outcome.form": form("成功")})

    assert [(one.severity, one.element_id) for one in only] == [("warning", "more")]


@pytest.mark.parametrize(
    ("cell", "severities"),
    [
        ('"败"', ["warning"]), ('"败", "未果"', []), ('"败", "坏"', ["warning", "warning"]), ('"成 功"', ["error"]),
        ('"成 功", "未果"', ["error"]), ('not("败")', ["warning"]), ('? = "败"', ["warning"]), ('"成功"', []),
    ],
)  # fmt: skip
def test_a_row_that_can_never_apply_is_a_warning_with_its_place(cell: str, severities: list[str]) -> None:
    drawn = file(line(FORM, RULES.format("singleEntry")))
    rows = (['"成功"', '"a"'], [cell, '"b"'])
    told = found({"p.bpmn": drawn, "outcome.form": form("成功", "未果"), "d.dmn": dmn(*rows, inputs=("outcome",))})

    assert [one.severity for one in told] == severities
    assert {(one.row, one.column_label) for one in told} <= {(2, "outcome")}


def test_a_decision_that_nobody_asks_is_left_alone() -> None:
    assert found({"d.dmn": dmn(['"a"', '"b"'])}) == []


def test_a_form_that_takes_an_option_from_a_deployed_diagram_is_refused() -> None:
    before = deployed({"p.bpmn": asking('=outcome = "成功"', FORM), "outcome.form": form("成功", "未果")})

    only = found({"outcome.form": form("办成", "未果")}, before)[0]
    assert (only.severity, only.resource) == ("error", "outcome.form")
    assert only.message.startswith('已部署的流程“p”里，连线“g__a”的条件 outcome = "成功" 永远不会成立')
    assert found({"outcome.form": form("成功", "失败")}, before) == []
    renamed = {"outcome.form": form("办成", "未果"), "p.bpmn": asking('=outcome = "办成"', FORM)}
    assert found(renamed, before) == []


def test_thousands_of_comparisons_with_thousands_of_options_take_no_time() -> None:
    options = form(*(f"{number}号选项" for number in range(1_000)))
    asked = " or ".join(f'outcome = "第{number}项"' for number in range(1_000))
    cells = [[f'"第{number}项"', '"a"'] for number in range(1_000)]
    files = {
        "p.bpmn": asking(f"={asked}", FORM, RULES.format("singleEntry")), "outcome.form": options,
        "d.dmn": dmn(*cells, inputs=("outcome",)),
    }  # fmt: skip

    assert 0 < len(found(files)) <= 100


def test_variables_that_grow_out_of_each_other_in_a_circle_may_be_anything() -> None:
    ring = [script(f'[v{(at + 1) % 30}, v{at * 7 % 30}, "t{at}"]', f"v{at}", f"s{at}") for at in range(30)]
    assert found({"p.bpmn": asking('=v0[1][1][1] = "x"', *ring)}) == []

    copies = [script(f'if x then v{(at + 1) % 30} else "t"', f"v{at}", f"s{at}") for at in range(30)]
    assert len(found({"p.bpmn": asking('=v0 = "x"', *copies)})) == 1
