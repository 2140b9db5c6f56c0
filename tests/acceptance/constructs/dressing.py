"""Makes a construct's diagrams fit for a county: names that no other construct uses, who may start, a start form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.diagrams import form, number, text
from tests.integration.engine.constructs.construct import FORMS, Construct

STARTERS = "village_committee"
PROCESS = re.compile(r'(<bpmn:process id=")([^"]+)(")')
NAMED = re.compile(r'(<bpmn:(?:message|signal) id="[^"]+" name=")([^"]+)(")')
CALLED = re.compile(r"""(calledElement=["'])(\w+)(["'])""")
TOPIC = re.compile(r'(camunda:topic=")([^"]+)(")')
POOL = re.compile(r'(processRef=")(\w+)(")')
RENAMED = (PROCESS, NAMED, CALLED, POOL)
PLAIN_START = '<bpmn:startEvent id="s"/>'


@dataclass(frozen=True)
class Dressed:
    """``files``: the bundle. ``names``: what a script calls a process, message or signal, and what it is called now."""

    files: dict[str, bytes]
    names: Mapping[str, str]

    @property
    def keys(self) -> list[str]:
        """The processes; the first is the one that scripts start."""
        return [name.removesuffix(".bpmn") for name in self.files if name.endswith(".bpmn")]


def dress(construct: Construct, place: int) -> Dressed:
    """The construct's bundle for the place-th one on a county."""
    texts = [content.decode() for content in construct.files]
    found = {name for drawn in texts for pattern in (PROCESS, NAMED) for _, name, _ in pattern.findall(drawn)}
    names = {name: f"{name}_{place}" for name in found}
    given = dict(_start_values(construct, names))
    files = {f"begin_{place}.form": form(f"begin_{place}", *map(_field, given.values()))} if given else {}
    for drawn in texts:
        key, content = _renamed(drawn, names, place)
        begun = f'<bpmn:startEvent id="s" camunda:formRef="begin_{place}" camunda:formRefBinding="latest"/>'
        files[f"{key}.bpmn"] = (content.replace(PLAIN_START, begun, 1) if given else content).encode()
    files |= {f"{name}.form": content for name, content in FORMS.items()}
    return Dressed(files | ({"decisions.dmn": construct.decisions} if construct.decisions else {}), names)


def _renamed(drawn: str, names: Mapping[str, str], place: int) -> tuple[str, str]:
    for pattern in RENAMED:
        drawn = pattern.sub(lambda found: found[1] + names.get(found[2], found[2]) + found[3], drawn)
    drawn = TOPIC.sub(rf"\g<1>\g<2>_{place}\g<3>", drawn)
    if "candidateStarter" not in drawn:
        begun = f'isExecutable="true" camunda:candidateStarterGroups="{STARTERS}"'
        drawn = drawn.replace('isExecutable="true"', begun, 1)
    found = PROCESS.search(drawn)
    assert found
    return found[2], drawn


def _start_values(construct: Construct, names: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, Any]]]:
    """Each variable that a start gives, with one of its values."""
    for words, _ in construct.lines():
        if words[0] == "start":
            for name, given in values(words[1:], names).items():
                yield name, (name, given)


def _field(given: tuple[str, Any]) -> dict[str, object]:
    name, sample = given
    if isinstance(sample, bool):
        return {"type": "checkbox", "key": name, "label": name}
    if isinstance(sample, int):
        return number(name)
    if isinstance(sample, list):
        return {"type": "checklist", "key": name, "label": name,
                "values": [{"label": entry, "value": entry} for entry in sample]}  # fmt: skip
    return text(name)


def values(given: list[str], names: Mapping[str, str]) -> dict[str, Any]:
    """``v=3`` a number, ``t=text`` a text, ``t=a,b`` a list of texts; words without ``=`` are none."""
    return {name: value(given, names) for name, mark, given in (word.partition("=") for word in given) if mark}


def value(given: str, names: Mapping[str, str]) -> Any:
    """One of them."""
    if given.lstrip("-").isdecimal():
        return int(given)
    if given in ("true", "false"):
        return given == "true"
    return given.split(",") if "," in given else names.get(given, given)
