"""Whatever is done to a diagram, deployment answers with a definition or with findings that name a place, in time."""

from __future__ import annotations

import copy
import json
import random
import time
from functools import cache

import pytest
from lxml import etree

from engine.deployment.bundle import Bundle, check_against, read_bundle
from engine.deployment.catalogue import Catalogue
from engine.deployment.findings import Finding, refusal
from engine.parsing.parser import compile_process
from tests.house.sources import PROJECT
from tests.unit.engine.deployment import (
    test_activities,
    test_definition_refs,
    test_errors_raised,
    test_events,
    test_external_tasks,
    test_flows,
    test_gateways,
    test_joins,
    test_lanes,
    test_links,
    test_loops,
    test_mappings,
    test_messages_drawn,
    test_paths,
    test_starts,
    test_timers_drawn,
)
from tests.unit.engine.deployment.drawing import ROLES, file
from tests.unit.engine.deployment.mutations import damage, mutate

FEW, MANY = 250, 8_000
#: A damaged file of the size of the project's own; processor time, so that a busy machine fails no test.
SECONDS = 2.0
TABLES = [
    test_activities, test_definition_refs, test_errors_raised, test_events, test_external_tasks,
    test_flows, test_gateways, test_joins, test_lanes, test_links, test_loops, test_mappings, test_messages_drawn,
    test_paths, test_starts, test_timers_drawn,
]  # fmt: skip
EMPTY = Catalogue(0, {}, frozenset(), frozenset())


@cache
def sources() -> list[etree._Element]:
    """The project's diagrams, and every near miss of the tables of rules, so that all constructs are among them."""
    files = [*PROJECT.glob("processes/*.bpmn"), *PROJECT.glob("tests/data/**/*.bpmn")]
    texts = [path.read_bytes() for path in sorted(files)]
    for table in TABLES:
        texts += [file(case.near_miss, case.root).encode() for case in table.CASES.values()]
    return [etree.fromstring(text) for text in texts]


def examine(content: bytes) -> Bundle:
    """The file as deployment looks at it: by itself, against what is deployed, and by the engine's own parser."""
    bundle = read_bundle({"p.bpmn": content}, ROLES)
    check_against(bundle, EMPTY)
    for item in bundle.items:
        if item.process is not None and item.findings.sound:
            compile_process("p:1", item.key, item.process.root)
            json.dumps(item.info)
    return bundle


def names_a_place(finding: Finding) -> bool:
    """Whether people can find what is meant: an element, a line, or the file when it is none that can be read."""
    return bool(finding.element or finding.line or "文件" in finding.message or "流程图" in finding.message)


@pytest.mark.parametrize("times", [FEW, pytest.param(MANY, marks=pytest.mark.full)], ids=["few", "many"])
def test_a_mutated_diagram_is_deployed_or_refused_in_time(times: int) -> None:
    pool = sources()
    for seed in range(times):
        chance = random.Random(seed)  # noqa: S311  # nothing secret
        root = copy.deepcopy(chance.choice(pool))
        mutate(root, chance, pool)
        content = etree.tostring(root, encoding="utf-8")
        if chance.random() < 0.1:
            content = damage(content, chance)
        started = time.process_time()
        try:
            bundle = examine(content)
        except Exception as error:
            error.add_note(f"seed {seed}")
            raise
        assert time.process_time() - started < SECONDS, f"seed {seed}"
        nameless = [found for found in bundle.findings() if not names_a_place(found) or not found.message]
        assert nameless == [], f"seed {seed}"
        assert bundle.sound() or refusal(bundle.findings()).message, f"seed {seed}"
