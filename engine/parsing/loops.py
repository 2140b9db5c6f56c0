"""The loop marker of an activity: a standard loop or multi-instance."""
from __future__ import annotations

from typing import Any

import feel
from engine.expressions import read_expression
from engine.parsing.attributes import BPMN, CAMUNDA, DYNAMIC, camunda, read_pauses, read_properties
from engine.specs.activity import Loop
from engine.specs.loops import MultiInstance, StandardLoop


def read_loop(node: Any) -> Loop | None:
    """The activity's loop, None without a marker."""
    marker = node.find(f"{BPMN}standardLoopCharacteristics")
    if marker is not None:
        maximum = (marker.get("loopMaximum") or "").strip()
        return StandardLoop(
            condition=_expression(marker, "loopCondition"),
            maximum=int(maximum) if maximum else None,
            test_before=marker.get("testBefore") in ("true", "1"),
        )
    marker = node.find(f"{BPMN}multiInstanceLoopCharacteristics")
    return None if marker is None else _multi_instance(node, marker)


def _multi_instance(node: Any, marker: Any) -> MultiInstance:
    properties = read_properties(node)
    element = properties.get("outputElement")
    before = marker.get(f"{CAMUNDA}asyncBefore") or marker.get(f"{CAMUNDA}async")
    return MultiInstance(
        sequential=marker.get("isSequential") in ("true", "1"),
        cardinality=_expression(marker, "loopCardinality"),
        collection=_collection(camunda(marker, "collection")),
        element_variable=camunda(marker, "elementVariable"),
        completion=_expression(marker, "completionCondition"),
        output_collection=(properties.get("outputCollection") or "").strip() or None,
        output_element=read_expression(element) if element else None,
        async_before=before == "true",
        async_after=marker.get(f"{CAMUNDA}asyncAfter") == "true",
        pauses=read_pauses(marker),
    )


def _collection(text: str | None) -> feel.Expression | None:
    if text is None:
        return None
    return read_expression(text if DYNAMIC.match(text) else f"={text}")


def _expression(marker: Any, name: str) -> feel.Expression | None:
    text = marker.findtext(f"{BPMN}{name}")
    return read_expression(text) if text is not None and text.strip() else None
