"""What a worker outside is given of a loop that its work is part of."""
from __future__ import annotations

import datetime as dt
from typing import Any

from engine.external_locks import Topic, fetch_and_lock
from engine.external_outcomes import Outcome, report_outcome
from tests.diagrams import process, user
from tests.integration.engine.conftest import CADRE


def test_a_worker_sees_the_item_and_the_counters_and_nothing_of_the_engines_own(bench: Any) -> None:
    inside = (
        "<extensionElements><camunda:properties><camunda:property name='workers' value='village_committee'/>"
        "<camunda:property name='outputCollection' value='done'/><camunda:property name='outputElement' value='=n'/>"
        "</camunda:properties></extensionElements>"
        '<multiInstanceLoopCharacteristics isSequential="true" camunda:collection="=[1, 2]" '
        'camunda:elementVariable="item"/>'
    )
    work = f'<serviceTask id="x" camunda:type="external" camunda:topic="t">{inside}</serviceTask>'
    content = process('<startEvent id="s"/>' + work + user("z") + '<endEvent id="e"/>', "s -> x -> z -> e")
    bench.deploy(content)
    instance = bench.start().instance_id
    seen = []
    for n in ("a", "b"):
        (fetched,) = fetch_and_lock(bench.engine, CADRE, "w", [Topic("t", dt.timedelta(minutes=5))], 10)
        seen.append(fetched.variables)
        report_outcome(bench.engine, CADRE, fetched.row.id, "w", Outcome({"n": n}, {}))

    names = {"item", "loopCounter", "nrOfInstances", "nrOfActiveInstances", "nrOfCompletedInstances"}
    assert [set(entry) for entry in seen] == [names, names]
    assert [entry["item"] for entry in seen] == [1, 2]
    assert bench.variables(instance) == {"done": ["a", "b"]}
