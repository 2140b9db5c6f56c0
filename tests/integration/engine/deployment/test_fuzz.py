"""Nothing but a refusal ever leaves deploy(), whatever is uploaded: files mutated with a fixed seed."""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from engine.deployment.store import Deployment
from engine.errors import DeploymentRefused, TooLarge
from tests.decision_files import component, context, decision, input_data, invocation, item, knowledge, literal
from tests.unit.engine.deployment.drawing import (
    MESSAGE,
    MESSAGE_DEFINITION,
    SIGNAL,
    WORK,
    boundary,
    catch,
    element,
    file,
    flow,
    gateway,
    line,
    property_,
    timer,
    when,
)
from tests.unit.engine.deployment.tabling import levels, modeled

Deploy = Callable[..., Deployment]
ROOT = Path(__file__).parents[4]
INNER = line(WORK.replace('"work"', '"inner"'), start='<bpmn:startEvent id="s1"/>', end='<bpmn:endEvent id="e1"/>')
RICH = file(
    line(
        WORK, element("subProcess", content=property_("stage", "公示") + INNER, id_="sub"),
        catch(timer("P1D"), "t"), catch(MESSAGE_DEFINITION, "c"),
        gateway("exclusiveGateway", "g", 'default="g__end"'),
    ) + boundary() + flow("g", "work", when('=outcome = "协商未果"')),
    MESSAGE + SIGNAL,
)  # fmt: skip
FORM = '{"type":"default","id":"f","components":[{"type":"textfield","id":"a","key":"k","validate":{"maxLength":9}}]}'
DECISIONS = modeled(
    item("row", component("x", "number"), component("y", "string", allowed='"a","b"')),
    input_data("amount", "number"),
    levels(),
    knowledge("tax", ["base: number"], literal("base * 0.1")),
    decision("sum", context(("rows", "<list>" + literal("amount") + literal("1") + "</list>"),
                            ("tax", invocation("tax", base="amount")), literal("sum(rows) + tax")),
             ["in_amount", "f_tax", "level"]),
)  # fmt: skip
SPLINTERS = [
    "<", ">", "&", "&x;", '"', "=", "${", "}", "{", "[", "]", "\x00", "\ufffe", "null", "9" * 400, "P", "R3/", "“", "-",
    "bpmn:", "camunda:", "xmlns:bpmn", "<bpmn:task/>", "<bpmn:process/>", "<bpmn:eventDefinitionRef/>", "id=",
    "<!DOCTYPE a>", "<![CDATA[", "\U0001f600", "\\ud800", "\n" * 50,
]  # fmt: skip


WORDS = [
    "=x +",
    "${a.b()}",
    "work",
    "sub",
    "start",
    "feel",
    "true",
    "false",
    "P1D",
    "#level",
    "#sum",
    "decisionTable",
    "COLLECT",
    "[1..",
    "row",
    "R3/P1D",
    "village_party",
    "x y",
    "长" * 300,
]


def scatter(text: str, chance: random.Random) -> bytes:
    """The text after a few cuts, doublings, swaps of words and splinters: seldom well-formed."""
    for _round in range(chance.randint(1, 4)):
        words = re.split(r'([<>"=\s/])', text)
        at, other = chance.randrange(len(words)), chance.randrange(len(words))
        kind = chance.randrange(4)
        if kind == 0:
            words[at], words[other] = words[other], words[at]
        elif kind == 1:
            words[at] = chance.choice(SPLINTERS)
        elif kind == 2:
            words.insert(at, "".join(words[other : other + chance.randint(1, 60)]))
        else:
            del words[at : at + chance.randint(1, 40)]
        text = "".join(words)
    content = bytearray(text.encode())
    if chance.random() < 0.1 and content:
        content[chance.randrange(len(content))] = chance.randrange(256)
    return bytes(content)


def rearrange(text: str, chance: random.Random) -> bytes:
    """The diagram with elements lost, copied, moved or renamed and attributes and texts exchanged: well-formed."""
    root = etree.fromstring(text.encode())
    for _round in range(chance.randint(1, 4)):
        elements = [entry for entry in root.iter() if isinstance(entry.tag, str) and entry is not root]
        one, other = chance.choice(elements), chance.choice(elements)
        kind = chance.randrange(6)
        if kind == 0 and one.getparent() is not None:
            one.getparent().remove(one)
        elif kind == 1:
            other.append(copy.deepcopy(one))
        elif kind == 2:
            one.tag = other.tag
        elif kind == 3 and one.attrib:
            one.set(chance.choice(sorted(one.attrib)), chance.choice([*other.attrib.values(), "", *WORDS]))
        elif kind == 4 and one.attrib:
            del one.attrib[chance.choice(sorted(one.attrib))]
        else:
            one.text = chance.choice([other.text, "", *WORDS])
    return etree.tostring(root)


def mutate(name: str, text: str, chance: random.Random) -> bytes:
    """One of the two, forms being no XML."""
    drawn = name.endswith((".bpmn", ".dmn"))
    return rearrange(text, chance) if drawn and chance.random() < 0.7 else scatter(text, chance)


def uploads() -> list[tuple[str, str]]:
    """Our own fixtures, and the county's diagrams, tables and forms."""
    processes = ROOT / "processes"
    files = sorted([*processes.glob("*.bpmn"), *processes.glob("*.dmn"), *(ROOT / "forms").glob("*.form")])
    own = [("p.bpmn", RICH)] * 20 + [("d.dmn", DECISIONS)] * 20 + [("f.form", FORM)] * 5
    return own + [(path.name, path.read_text("utf-8")) for path in files]


def test_the_fixture_deploys_as_it_stands(put: Deploy) -> None:
    assert len(put({"p.bpmn": RICH, "d.dmn": DECISIONS, "f.form": FORM}).definitions) == 4


@pytest.mark.parametrize("seed", range(8))
def test_mutated_files_are_deployed_or_refused(put: Deploy, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 — the seed makes a failure repeatable
    answered = 0
    refusals: list[DeploymentRefused | TooLarge] = []
    for name, text in chance.choices(uploads(), k=60):
        try:
            put({name: mutate(name, text, chance)})
            answered += 1
        except (DeploymentRefused, TooLarge) as error:
            refusals.append(error)

    assert answered + len(refusals) == 60
    assert answered > 0
    assert all(re.search("[\u4e00-\u9fff]", refusal.message) for refusal in refusals)
    assert not [refusal.message for refusal in refusals if "引擎不能执行这张图" in refusal.message]
