"""Trying a decision table out: a file, a decision, inputs as JSON; the outputs and how they came about."""
from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

import feel
from engine import dmn
from engine.deployment.decision_file import read_decision_file
from engine.deployment.safe_xml import read_xml
from engine.errors import InvalidRequest, NotFound

#: A file may have thousands of problems; so many are told.
LISTED = 100


def try_decision(
    content: bytes, resource: str, decision_id: str, data: Mapping[str, Any], *, now: dt.datetime, zone: ZoneInfo
) -> dict[str, Any]:
    """Evaluate one decision of a DMN file as a case would at ``now`` (aware) in ``zone``.

    The answer as JSON: ``value``, ``outputs`` (a context per result), ``failures``, ``missing`` and ``evaluations``,
    required decisions first. Raises InvalidRequest for a file that deployment would refuse or data that do not fit,
    NotFound for an unknown decision.
    """
    findings = read_decision_file(content, resource).findings
    if not findings.sound:
        told = [finding.sentence() for finding in findings.listed if finding.severity == "error"]
        raise InvalidRequest(f"“{resource}”有 {len(told)} 处问题，不能计算。", errors={resource: told[:LISTED]})
    graph = dmn.compile_graph(dmn.read_model(read_xml(content, resource).root))
    if decision_id not in graph.decisions:
        known = "、".join(list(graph.decisions)[:LISTED])
        raise NotFound(f"“{resource}”里没有决策“{decision_id}”，只有：{known}。")
    try:
        settings = feel.Settings(now=now, zone=zone)
        result = graph.evaluate(decision_id, dmn.read_inputs(graph, data), settings)
        return {
            "value": feel.to_json(result.value),
            "outputs": [
                {name: feel.to_json(value) for name, value in output.items()} for output in result.outputs
            ],
            "failures": list(result.failures),
            "missing": list(result.missing),
            "evaluations": [evaluation.as_json() for evaluation in result.evaluations],
        }
    except feel.LimitExceeded as error:
        raise InvalidRequest(f"算不出来：{error}") from error
