"""Each piece of XML in docs/画法示例.md deploys as it stands there, through the door and without a warning."""
from __future__ import annotations

import re

from lxml import etree

from engine.deployment.vocabulary import BPMN, local_name
from tests.acceptance.constructs.playing import OWNER
from tests.acceptance.county import County
from tests.house.sources import PROJECT
from tests.unit.engine.deployment.drawing import NAMESPACES, file

GUIDE = (PROJECT / "docs/画法示例.md").read_text("utf-8")
EXAMPLES = re.findall(r"^```xml\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
BESIDE = {f"{{{BPMN}}}{name}" for name in ("message", "signal", "error", "escalation")}


def whole(example: str, place: int) -> bytes:
    """The file around an example."""
    parts = list(etree.fromstring(f"<x {NAMESPACES}>{example}</x>"))
    written = {part: etree.tostring(part, encoding="unicode") for part in parts}
    inside = "".join(text for part, text in written.items() if part.tag not in BESIDE)
    beside = "".join(text for part, text in written.items() if part.tag in BESIDE)
    starters = 'camunda:candidateStarterGroups="village_committee" camunda:historyTimeToLive="P30D"'
    return file(inside, beside, key=f"example_{place}", process=starters).encode()


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 10
    assert {local_name(part) for text in EXAMPLES for part in etree.fromstring(f"<x {NAMESPACES}>{text}</x>")} > {
        "startEvent", "subProcess", "serviceTask", "message", "signal", "error",
    }  # fmt: skip


def test_the_examples_deploy_together_without_a_warning(county: County) -> None:
    bundle = {f"example_{place}.bpmn": whole(example, place) for place, example in enumerate(EXAMPLES)}
    answer = county.deploy(OWNER, bundle)

    assert (answer.status, answer.json["findings"]) == (200, []), answer.text
    assert len(answer.json["definitions"]) == len(EXAMPLES)
