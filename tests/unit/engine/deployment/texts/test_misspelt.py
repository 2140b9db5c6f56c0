"""A variable that nothing writes and that looks like one that is written is told, and nothing else is."""
from __future__ import annotations

import pytest

from tests.unit.engine.deployment.drawing import WORK, element, file, line, property_
from tests.unit.engine.deployment.texts.test_comparisons import FORM, asking, calling, examine, form, script


def warned(drawn: str) -> list[str]:
    """The warnings about variables."""
    files = {"p.bpmn": drawn, "outcome.form": form("协商成功"), "q.bpmn": file(line(WORK), key="q")}
    return [found.message for found in examine(files).findings() if "没有一处写过" in found.message]


def test_a_misspelt_variable_is_told_with_the_one_that_is_written() -> None:
    assert warned(asking('=outcom = "协商成功"', FORM)) == [
        "条件里的变量 outcom 没有一处写过，您要写的是不是 outcome？读到没有写过的变量，案件会停下"
    ]


@pytest.mark.parametrize(
    ("condition", "before"),
    [
        ('outcome = "协商成功"', [FORM]),
        ("something > 1", [FORM]),
        ("some outcom in [1] satisfies outcom = 1", [FORM]),
        ("outcom = 1", [FORM, script("1", "outcom")]),
        ("outcom = 1", [FORM, calling("=which", '<camunda:out variables="all"/>')]),
        ("outcom = 1", [FORM, element("serviceTask", 'camunda:type="external" camunda:topic="t"',
                                      property_("workers", "village_party"))]),
    ],
)  # fmt: skip
def test_another_name_and_one_that_may_be_written_are_left_alone(condition: str, before: list[str]) -> None:
    assert warned(asking(f"={condition}", *before)) == []
