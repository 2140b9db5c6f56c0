"""Every place where a person writes an expression or a literal is read at deployment."""

from __future__ import annotations

import time

import pytest

from tests.unit.engine.deployment.drawing import (
    END,
    START,
    WORK,
    catch,
    element,
    errors,
    file,
    flow,
    line,
    property_,
    sentences,
    timer,
    when,
)


def condition(text: str, attributes: str = "") -> str:
    """A gateway one of whose flows has the condition."""
    gateway = element("exclusiveGateway", 'default="d"', id_="g")
    return file(
        START
        + gateway
        + WORK
        + END
        + flow("start", "g")
        + flow("g", "work", when(text, attributes), "f")
        + flow("g", "end", name="d")
        + flow("work", "end")
    )


def user_task(attribute: str, value: str) -> str:
    """A user task with one more camunda: attribute."""
    escaped = value.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    other = WORK if attribute != "candidateGroups" else WORK.replace(' camunda:candidateGroups="village_party"', "")
    return file(line(other.replace(" name=", f' camunda:{attribute}="{escaped}" name=')))


@pytest.mark.parametrize(
    "text",
    [
        '=outcome = "协商未果"',
        'outcome = "协商未果"',
        "${approved && days > 3}",
        "=a and b",
        "  =x = 1  ",
        "=if participants = null then false else count(participants) > 0",
    ],
)
def test_conditions_in_feel_are_accepted(text: str) -> None:
    assert sentences(condition(text)) == ""
    assert sentences(condition(text, 'language="feel"')) == ""


@pytest.mark.parametrize(
    "text",
    ["=x >> 1", "${execution.getVariable('x')}", "=x = ", "", "  ", "${x ? 1 : 2}", "=__import__('os').system('id')"],
)
def test_unreadable_conditions_are_refused_naming_the_flow(text: str) -> None:
    found = errors(condition(text))

    assert [finding.element_id for finding in found] == ["f"]
    assert found[0].line is not None
    assert "无法识别" in found[0].message or "是空的" in found[0].message


def test_another_language_than_feel_is_refused() -> None:
    assert "“javascript”不能执行" in sentences(condition("x > 1", 'language="javascript"'))


def test_an_expression_may_hold_nothing_but_text() -> None:
    text = condition("=x = 1").replace("=x = 1", "=x<bpmn:documentation>y</bpmn:documentation> = 1")

    assert "只能写文字" in sentences(text)


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("candidateGroups", "village_party,village_committee"),
        ("candidateGroups", "village_party @ x".replace(" ", "")),
        ("candidateGroups", "county_dept:民政"),
        ("candidateGroups", '="village_committee@" + village'),
        ("dueDate", "P3D"),
        ("dueDate", "2026-12-01"),
        ("dueDate", "2026-12-01T09:00:00+08:00"),
        ("dueDate", "=notice_until"),
        ("dueDate", '=duration("P3D")'),
        ("followUpDate", "P1M"),
        ("priority", "80"),
        ("priority", "=if major then 90 else 50"),
        ("assignee", "zhang"),
        ("assignee", "=initiator"),
        ("assignee", "${initiator}"),
        ("candidateUsers", "a,b"),
    ],
)
def test_what_a_user_task_may_say(attribute: str, value: str) -> None:
    assert sentences(user_task(attribute, value)) == ""


@pytest.mark.parametrize(
    ("attribute", "value", "told"),
    [
        ("candidateGroups", "mayor", "“mayor”不是已知的岗位"),
        ("candidateGroups", "village_party,mayor", "“mayor”"),
        ("candidateGroups", "village_parties", "您要写的是不是 village_party？"),
        ("candidateGroups", "village_party，village_committee", "请用英文逗号（,）分开"),
        ("candidateGroups", "village_party@", "不是已知的岗位"),
        ("candidateGroups", "county_dept:", "不是已知的岗位"),
        ("candidateGroups", "village_committee:民政", "不是已知的岗位"),
        ("candidateGroups", "village_party,,village_committee", "“”不是已知的岗位"),
        ("candidateGroups", "=village_committee +", "无法识别"),
        ("candidateGroups", "a,${b}", "无法识别"),
        ("dueDate", "tomorrow", "不能识别"),
        ("dueDate", "3天", "三天写 P3D"),
        ("dueDate", "2026-02-30", "不能识别"),
        ("dueDate", "09:00:00", "不是日期或时长"),
        ("dueDate", "P1Y2D", "不能识别"),
        ("dueDate", "", "是空的"),
        ("priority", "high", "不是整数"),
        ("priority", "-1", "不是整数"),
        ("assignee", "user-${x}", "无法识别"),
        ("assignee", "${bean.pick()}", "无法识别"),
    ],
)
def test_what_a_user_task_may_not_say(attribute: str, value: str, told: str) -> None:
    found = errors(user_task(attribute, value))

    assert [finding.element_id for finding in found] == ["work"] * len(found)
    assert told in sentences(user_task(attribute, value))


@pytest.mark.parametrize(
    ("kind", "text", "told"),
    [
        ("timeDuration", "P3D", ""),
        ("timeDuration", "PT1H30M", ""),
        ("timeDuration", "=period", ""),
        ("timeDuration", "${period}", ""),
        ("timeDate", "2026-12-01", ""),
        ("timeDate", "2026-12-01T24:00:00", ""),
        ("timeDate", "=notice_until", ""),
        ("timeDuration", "3 days", "不能识别"),
        ("timeDuration", "P1W", "不能识别"),
        ("timeDuration", "2026-12-01", "不是时长"),
        ("timeDate", "P3D", "不是日期"),
        ("timeDate", "2026-13-01", "不能识别"),
        ("timeDate", "", "是空的"),
        ("timeDuration", "=period >> 1", "无法识别"),
        ("timeDuration", "__import__('os')", "不能识别"),
    ],
)
def test_timers_hold_iso_literals_or_feel(kind: str, text: str, told: str) -> None:
    assert told in sentences(file(line(catch(timer(text, kind))))) if told else True
    assert (sentences(file(line(catch(timer(text, kind))))) == "") == (told == "")


@pytest.mark.parametrize(
    ("text", "accepted"),
    [
        ("R3/P1D", True),
        ("R/PT1H", True),
        ("R12/P1M", True),
        ("R0/P1D", False),
        ("R3/PT1S", False),
        ("R3/PT0S", False),
        ("R3/-P1D", False),
        ("0 0/5 * * * ?", True),
        ("0 9 * * 1-5", True),
        ("* * * * * ?", False),
        ("0 0 9 30 2 ?", False),
        ("P1D", False),
        ("=cycle", False),
        ("R3/P1D/P2D", False),
    ],
)
def test_cycles_have_a_count_and_a_period(text: str, accepted: bool) -> None:
    boundary = element("boundaryEvent", 'attachedToRef="work" cancelActivity="false"', timer(text, "timeCycle"))
    told = sentences(file(line(WORK) + boundary + flow("x", "end")))

    assert told == "" if accepted else "周期" in told


def test_a_script_is_one_feel_expression() -> None:
    drawn = element("scriptTask", 'scriptFormat="feel" camunda:resultVariable="y"', "<bpmn:script>{}</bpmn:script>")

    assert sentences(file(line(drawn.format("concatenate(a, b)")))) == ""
    assert "脚本" in sentences(file(line(drawn.format("import os; os.system('id')"))))


def test_a_stage_may_be_words_or_feel() -> None:
    drawn = WORK.replace("/>", ">" + property_("stage", "{}") + "</bpmn:userTask>")

    assert sentences(file(line(drawn.format("公示")))) == ""
    assert sentences(file(line(drawn.format("=stage")))) == ""
    assert "阶段" in sentences(file(line(drawn.format("=stage +"))))
    assert "阶段名超过" in sentences(file(line(drawn.format("长" * 40))))


def test_starter_groups_are_known_roles() -> None:
    assert (
        sentences(file(line(WORK), process='camunda:candidateStarterGroups="village_party, village_committee"')) == ""
    )
    assert "mayor" in sentences(file(line(WORK), process='camunda:candidateStarterGroups="mayor"'))


def test_a_flood_of_expressions_is_refused_without_reading_them() -> None:
    long = "=x in [" + ",".join(str(number) for number in range(3000)) + "]"
    gateway = element("exclusiveGateway", id_="g")
    flows = "".join(flow("g", "work", when(long), f"f{number}") for number in range(100))
    drawn = START + gateway + WORK + END + flow("start", "g") + flows + flow("work", "end")
    started = time.perf_counter()

    assert "表达式一共超过" in sentences(file(drawn))
    assert time.perf_counter() - started < 2
