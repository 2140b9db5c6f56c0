"""Damages diagrams as people, tools and attackers do: parts deleted, doubled, moved, renamed, retyped and spliced."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Sequence

from lxml import etree

from engine.deployment.vocabulary import BPMN, BPMN_NAMES, CAMUNDA, XSI
from engine.deployment.whitelist import ELEMENTS, EXTENSIONS

Mutation = Callable[[etree._Element, random.Random, Sequence[etree._Element]], None]
NAMES = sorted({*BPMN_NAMES, *ELEMENTS, "extensionElements", "documentation", "unheardOf"})
CAMUNDA_NAMES = sorted({name for rule in ELEMENTS.values() for name in rule.camunda} | {"class", "expression", "in"})
PLAIN_NAMES = sorted({name for rule in ELEMENTS.values() for name in rule.attributes})
TEXTS = [
    "", " ", "=", "${", "${a}", "#{a}", "=a +", "=a", "a b", "0", "-1", "1e400", "9" * 30, "true", "false", "R/PT0S",
    "R3/PT1M", "P1D", "PT", "2026-02-30", "0 0/5 * * * ?", "* * * * *", "__proto__", "constructor", "Start", "End",
    "Root", "#root", "p.EndJoin", "a.b", "\u202e", "𝒳", "协商", "x" * 300, "every, nobody", "=for x in 1..9 return x",
    "process", "everyone", "initiator", "external", "all", "None", "parallel", "=[", "@", "a@b", "county_dept:",
]  # fmt: skip


def mutate(root: etree._Element, chance: random.Random, others: Sequence[etree._Element]) -> None:
    """Change the tree in one to six ways; ``others`` are trees to splice from."""
    for _ in range(chance.randint(1, 6)):
        chance.choice(MUTATIONS)(root, chance, others)


def damage(content: bytes, chance: random.Random) -> bytes:
    """Change a few bytes, or cut the file off."""
    damaged = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        damaged[chance.randrange(len(damaged))] = chance.choice([*b'<>&"/\x00\xff=x', chance.randrange(256)])
    return bytes(damaged[: chance.randrange(len(damaged))] if chance.random() < 0.2 else damaged)


def _any(root: etree._Element, chance: random.Random) -> etree._Element:
    """An element, more often one of the process than one of the drawing."""
    elements = list(root.iter())
    models = [element for element in elements if element.tag.startswith((f"{{{BPMN}}}", f"{{{CAMUNDA}}}"))]
    return chance.choice(models if models and chance.random() < 0.9 else elements)


def _delete(root: etree._Element, chance: random.Random, _others: Sequence[etree._Element]) -> None:
    element = _any(root, chance)
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _double(root: etree._Element, chance: random.Random, _others: Sequence[etree._Element]) -> None:
    element = _any(root, chance)
    parent = element.getparent()
    if parent is None:
        return
    twin = copy.deepcopy(element)
    if chance.random() < 0.7:
        for inner in twin.iter():
            if inner.get("id"):
                inner.set("id", f"{inner.get('id')}_{chance.randrange(10**6)}")
    parent.append(twin)


def _move(root: etree._Element, chance: random.Random, _others: Sequence[etree._Element]) -> None:
    element, target = _any(root, chance), _any(root, chance)
    if element is not root and target not in element.iter():
        target.append(element)


def _splice(root: etree._Element, chance: random.Random, others: Sequence[etree._Element]) -> None:
    piece = copy.deepcopy(_any(chance.choice(others), chance))
    if len(list(piece.iter())) < 300:
        _any(root, chance).append(piece)


def _retype(root: etree._Element, chance: random.Random, _others: Sequence[etree._Element]) -> None:
    element = _any(root, chance)
    if element is root:
        return
    if chance.random() < 0.9:
        element.tag = f"{{{BPMN}}}{chance.choice(NAMES)}"
    else:
        element.tag = f"{{{CAMUNDA}}}{chance.choice(sorted(EXTENSIONS))}"


def _nest(root: etree._Element, chance: random.Random, _others: Sequence[etree._Element]) -> None:
    """Put a new element into another one."""
    element = etree.SubElement(_any(root, chance), f"{{{BPMN}}}{chance.choice(NAMES)}")
    if chance.random() < 0.7:
        element.set("id", f"new_{chance.randrange(10**6)}")
    if chance.random() < 0.3:
        element.text = chance.choice(TEXTS)


def _extend(root: etree._Element, chance: random.Random, _others: Sequence[etree._Element]) -> None:
    """Put camunda: elements within each other into an element."""
    place = etree.SubElement(_any(root, chance), f"{{{BPMN}}}extensionElements")
    for _ in range(chance.randint(1, 4)):
        place = etree.SubElement(place, f"{{{CAMUNDA}}}{chance.choice(sorted(EXTENSIONS))}")
        place.set(chance.choice(["name", "value", "key", "id", "source", "target", "variables"]), chance.choice(TEXTS))


def _set_attribute(root: etree._Element, chance: random.Random, _others: Sequence[etree._Element]) -> None:
    element = _any(root, chance)
    names = [str(name) for name in element.attrib]
    new = [*PLAIN_NAMES, *(f"{{{CAMUNDA}}}{name}" for name in CAMUNDA_NAMES), f"{{{XSI}}}type"]
    name = chance.choice(names) if names and chance.random() < 0.6 else chance.choice(new)
    element.set(name, _value(root, chance))


def _drop_attribute(root: etree._Element, chance: random.Random, _others: Sequence[etree._Element]) -> None:
    element = _any(root, chance)
    if element.attrib:
        del element.attrib[chance.choice(list(element.attrib))]


def _set_text(root: etree._Element, chance: random.Random, _others: Sequence[etree._Element]) -> None:
    _any(root, chance).text = _value(root, chance)


def _value(root: etree._Element, chance: random.Random) -> str:
    """A text made to annoy, or one that stands somewhere in the file, such as another element's id."""
    if chance.random() < 0.5:
        return chance.choice(TEXTS)
    given = [str(value) for value in _any(root, chance).attrib.values()]
    return chance.choice(given or TEXTS)


MUTATIONS: list[Mutation] = [
    _delete, _double, _move, _splice, _retype, _nest, _extend, _set_attribute, _set_attribute, _set_attribute,
    _drop_attribute, _set_text,
]  # fmt: skip
