"""Does deploying cost more than in proportion? A diagram ten times as large; the county's bundle and its main file.

    .venv/bin/python -m bench.deployment [pairs]

Prints processor time as ratios: a diagram of 300 elements to one of 30, and the whole of the county's own bundle to its
biggest file alone, as an owner deploys it who has changed it. Both sides are deployed in turn into the same database,
each time with a remark that makes new versions, so that both meet the same noise.
"""

from __future__ import annotations

import datetime as dt
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import migration
from composition import FORMS, PROCESSES, compose
from consultation.bundles import deploy_bundle, read_bundle_files
from engine.process_engine import ProcessEngine
from settings import Settings

PAIRS = 15
LARGE, SMALL = 300, 30
NOON = dt.datetime(2026, 11, 24, 4, tzinfo=dt.UTC)
HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
    ' xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'
    ' xmlns:modeler="http://camunda.org/schema/modeler/1.0" modeler:executionPlatform="Camunda Platform"'
    ' modeler:executionPlatformVersion="7.24.0" targetNamespace="bench">'
)
GROUP = 'camunda:candidateGroups="village_committee@64990203"'
SHAPE = '<bpmndi:BPMNShape bpmnElement="{}"><dc:Bounds x="0" y="0" width="100" height="80"/></bpmndi:BPMNShape>'
EDGE = '<bpmndi:BPMNEdge bpmnElement="{}"><di:waypoint x="0" y="0"/><di:waypoint x="9" y="9"/></bpmndi:BPMNEdge>'


def main(pairs: int) -> None:
    """Run the bench and print its ratios."""
    with tempfile.TemporaryDirectory() as folder:
        engine = prepare(Path(folder))
        drawn = {size: {f"drawn_{size}.bpmn": draw(size)} for size in (LARGE, SMALL)}
        bundle = read_bundle_files([PROCESSES, FORMS])
        biggest = max((name for name in bundle if name.endswith(".bpmn")), key=lambda name: len(bundle[name]))
        deploy(engine, bundle, 0)
        compare(engine, f"{LARGE} elements to {SMALL}", drawn[LARGE], drawn[SMALL], pairs)
        sides = f"{len(bundle)} files to {biggest} alone"
        compare(engine, sides, bundle, {biggest: bundle[biggest]}, pairs)


def prepare(folder: Path) -> ProcessEngine:
    """The product on an empty SQLite file."""
    product = compose(Settings(data_dir=folder, demo=True, secret_key="k" * 40), lambda: NOON)
    migration.upgrade(product.database)
    return product.engine


def compare(
    engine: ProcessEngine, sides: str, large: Mapping[str, bytes], small: Mapping[str, bytes], pairs: int
) -> None:
    """Deploy both in turn and print what the one costs of the other."""
    timed = [(deploy(engine, large, 2 * turn), deploy(engine, small, 2 * turn + 1)) for turn in range(1, pairs + 1)]
    ratio = statistics.median(one / other for one, other in timed)
    usual, other = (statistics.median(side) * 1000 for side in zip(*timed, strict=True))
    heavier = sum(map(len, large.values())) / sum(map(len, small.values()))
    print(
        f"{sides}: {ratio:.1f} times for {heavier:.1f} times the bytes"
        f" ({usual:.0f} ms to {other:.0f} ms, {pairs} pairs taken in turn)"
    )


def deploy(engine: ProcessEngine, resources: Mapping[str, bytes], remark: int) -> float:
    """Deploy the files as new versions; the processor time."""
    changed = {name: content + _remark(name, remark) for name, content in resources.items()}
    started = time.process_time()
    deploy_bundle(engine, changed, name="bench", source="bench", person_id=None, strict=False)
    return time.process_time() - started


def draw(size: int) -> bytes:
    """Choices between two tasks one after another, until so many nodes and flows are drawn; with their layout."""
    nodes, flows, last = ['<bpmn:startEvent id="start"/>'], list[str](), "start"
    while len(nodes) + len(flows) < size:
        at = len(nodes)
        nodes += [
            f'<bpmn:exclusiveGateway id="n{at}" default="f{at}d"/>',
            f'<bpmn:userTask id="n{at + 1}" name="办一" {GROUP}/>',
            f'<bpmn:userTask id="n{at + 2}" name="办二" {GROUP}/>',
            f'<bpmn:exclusiveGateway id="n{at + 3}"/>',
        ]
        condition = f"<bpmn:conditionExpression>=string length(case_number) &gt; {at}</bpmn:conditionExpression>"
        flows += [
            _flow(f"f{at}a", last, f"n{at}"),
            _flow(f"f{at}c", f"n{at}", f"n{at + 1}", condition),
            _flow(f"f{at}d", f"n{at}", f"n{at + 2}"),
            _flow(f"f{at}e", f"n{at + 1}", f"n{at + 3}"),
            _flow(f"f{at}g", f"n{at + 2}", f"n{at + 3}"),
        ]
        last = f"n{at + 3}"
    nodes.append('<bpmn:endEvent id="end"/>')
    flows.append(_flow("last", last, "end"))
    key = f"drawn_{size}"
    layout = "".join([*(SHAPE.format(_id(text)) for text in nodes), *(EDGE.format(_id(text)) for text in flows)])
    process = f'<bpmn:process id="{key}" isExecutable="true">{"".join(nodes + flows)}</bpmn:process>'
    plane = f'<bpmndi:BPMNPlane bpmnElement="{key}">{layout}</bpmndi:BPMNPlane>'
    return f"{HEAD}{process}<bpmndi:BPMNDiagram>{plane}</bpmndi:BPMNDiagram></bpmn:definitions>".encode()


def _flow(id_: str, source: str, target: str, content: str = "") -> str:
    return f'<bpmn:sequenceFlow id="{id_}" sourceRef="{source}" targetRef="{target}">{content}</bpmn:sequenceFlow>'


def _id(drawn: str) -> str:
    return drawn.partition('id="')[2].partition('"')[0]


def _remark(name: str, number: int) -> bytes:
    """What changes a file and not what it means."""
    return b" " * number if name.endswith(".form") else f"<!-- {number} -->".encode()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PAIRS)
