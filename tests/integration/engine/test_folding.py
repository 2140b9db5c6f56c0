"""Folding, saving and restoring change nothing: random sound models run alike with and without, and as the reference.

No database: an instance lives in memory, and its variables are kept as the bytes of their rows.
"""
from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import hypothesis.strategies as st
import pytest
from hypothesis import Phase, given, settings

import feel
from engine import codec
from engine.deployment.safe_xml import read_xml
from engine.execution import loop
from engine.execution.expressions import FeelScriptEngine
from engine.execution.loop import run
from engine.execution.moments import StepClock
from engine.execution.signals import catch_signal
from engine.execution.state import dump_state, load_state
from engine.execution.variables import StoredVariable, Variables
from engine.execution.workflow import InstanceWorkflow
from engine.parsing.compiled import CompiledBundle
from engine.parsing.parser import compile_process
from engine.specs import events
from engine.specs.activity import Activity
from engine.specs.gateways import InclusiveGateway, ParallelGateway
from engine.specs.loops import MultiInstance, StandardLoop
from engine.specs.variable_scopes import write
from tests.blocks import Block, blocks
from tests.blocks_events import DRAWN, graph_of, with_jobs
from tests.engine_waits import EngineWait, engine_waits, path_of
from tests.tangles import is_locked, tangles
from tests.token_game import Game
from tests.token_game_graph import Graph
from tests.token_game_xml import write_graph

CLOCK = StepClock(dt.datetime(2026, 11, 24, 4, tzinfo=dt.UTC), ZoneInfo("Asia/Shanghai"))
MOST_STEPS = 40


def compile_model(graph: Graph) -> CompiledBundle:
    """The model's processes, bound by key."""
    compiled = {key: compile_process(key, key, read_xml(content, f"{key}.bpmn").root)
                for key, content in write_graph(graph).items()}  # fmt: skip
    bound = {
        (caller.definition_id, binding): compiled[binding.key]
        for caller in compiled.values()
        for binding in caller.calls
    }
    names = frozenset[str]().union(*(entry.names for entry in compiled.values()))
    return CompiledBundle(compiled["p"], 1, bound, names)


class Rows:
    """Variable rows in memory."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], bytes] = {}

    def load(self, names: frozenset[str] | None) -> Iterable[StoredVariable]:
        return [
            StoredVariable(scope, name, codec.decode(value))
            for (scope, name), value in self.rows.items()
            if names is None or name in names
        ]

    def keep(self, variables: Variables) -> None:
        self.rows = {key: value for key, value in self.rows.items() if key[0] not in variables.forgotten}
        self.rows |= {key: codec.encode(value) for key, (value, _) in variables.written.items()}


class KeptAlive(InstanceWorkflow):
    """An instance from whose tree nothing is ever dropped."""

    def fold_all(self) -> None:
        """Keep everything."""


class Player:
    """Runs one instance: kept alive in memory, or folded, saved and restored at every wait."""

    def __init__(self, bundle: CompiledBundle, restored: bool) -> None:
        self.bundle = bundle
        self.restored = restored
        self.rows = Rows()
        self.workflow = self.new()
        self.workflow.variables.declare("", "v", Decimal(0), "s")
        (start,) = bundle.root.spec.start_events()
        self.workflow.start(start.name)
        self.go_on()

    def new(self) -> InstanceWorkflow:
        kind = InstanceWorkflow if self.restored else KeptAlive
        engine = FeelScriptEngine(lambda: feel.Settings(now=CLOCK.now, zone=CLOCK.zone))
        return kind(self.bundle, engine, Variables(self.rows.load, self.bundle.names), CLOCK)

    def go_on(self) -> None:
        run(self.workflow)
        self.workflow.fold_all()
        if self.restored:
            self.rows.keep(self.workflow.variables)
            state, completed = dump_state(self.workflow), self.workflow.completed
            self.workflow = self.new()
            load_state(self.workflow, state)
            self.workflow.completed = completed

    def waits(self) -> list[EngineWait]:
        """What may happen now, sorted."""
        return engine_waits(self.workflow)

    def path(self, scope: Any) -> str:
        if scope is self.workflow:
            return ""
        host = next(host for host, inner in self.workflow.subprocesses.items() if inner is scope)
        token = self.workflow.token(host)
        return f"{self.path(token.workflow)}/{token.task_spec.name}{path_of(self.workflow, token)}"

    def act(self, place: int, step: int) -> None:
        """Let one of ``waits()`` happen."""
        wait = self.waits()[place]
        token = self.workflow.token(wait.token_id)
        if wait.kind == "task":
            write(token, "v", Decimal(step))
            token.run()
        elif wait.kind == "signal":
            catch_signal(self.workflow, wait.name)
        else:
            token.task_spec.fire(token, wait.index)
        self.go_on()

    def names(self) -> list[str]:
        return [wait.element for wait in self.waits()]

    def seen(self) -> Any:
        """Open waits with their scopes, every variable by its scope, live tokens, and whether it has ended."""
        scopes = {self.path(scope): scope.visible_variables() for scope in self.workflow.scopes()}
        tokens = Counter(token.task_spec.name for scope in self.workflow.scopes() for token in scope.live_tokens())
        return [(wait.element, wait.path) for wait in self.waits()], scopes, tokens, bool(self.workflow.completed)


def play_alike(graph: Graph, choices: list[int]) -> None:
    bundle = compile_model(graph)
    alive, folded, game = Player(bundle, restored=False), Player(bundle, restored=True), Game(graph)
    for step, choice in enumerate(choices, start=1):
        assert folded.seen() == alive.seen()
        if is_locked(game):
            break
        assert folded.names() == game.names()
        assert bool(folded.workflow.completed) == game.ended
        if not game.waits():
            break
        place = choice % len(game.waits())
        alive.act(place, step)
        folded.act(place, step)
        game.act(game.waits()[place], step)
        assert folded.seen()[1].get("", {}).get("v") == game.variables["v"]


FEW_AND_MANY = [pytest.param(120, id="few"), pytest.param(600, id="many", marks=pytest.mark.full)]


@pytest.mark.parametrize("examples", FEW_AND_MANY)
def test_a_model_runs_alike_folded_and_restored_kept_alive_and_by_the_reference(examples: int) -> None:
    @settings(max_examples=examples, deadline=None, derandomize=True, database=None)
    @given(blocks(), st.lists(st.integers(0, 1000), min_size=MOST_STEPS, max_size=MOST_STEPS))
    def run(block: Block, choices: list[int]) -> None:
        graph = graph_of(block)
        play_alike(with_jobs(graph, choices[0]) if choices[-1] % 2 else graph, choices)

    run()


@pytest.mark.parametrize("examples", FEW_AND_MANY)
def test_a_graph_without_structure_runs_alike_too(examples: int) -> None:
    @settings(max_examples=examples, deadline=None, derandomize=True, database=None)
    @given(tangles(), st.lists(st.integers(0, 1000), min_size=20, max_size=20))
    def run(graph: Graph, choices: list[int]) -> None:
        play_alike(graph, choices)

    run()


def join_at_once(*_: Any) -> bool:
    return True


def forget_enough(loop: MultiInstance, body: Any, inner: Any) -> None:
    COLLECT(loop, body, inner)
    inner.internal_data.pop("enough", None)


COLLECT = MultiInstance.collect
ERRING = [
    (InclusiveGateway, "_none_can_arrive", join_at_once),
    (ParallelGateway, "_update_hook", join_at_once),
    (Activity, "_disarm_boundary", lambda *_: None),
    (MultiInstance, "collect", forget_enough),
    (StandardLoop, "_holds", join_at_once),
    (loop, "_fire_condition", lambda _: False),
    (events, "arm_again", lambda *_, **__: None),
]


@pytest.mark.parametrize(("place", "name", "wrong"), ERRING, ids=[name for _, name, _ in ERRING])
def test_an_engine_that_errs_is_seen(monkeypatch: pytest.MonkeyPatch, place: Any, name: str, wrong: Any) -> None:
    """Otherwise the tests above would prove nothing."""
    monkeypatch.setattr(place, name, wrong)

    @settings(max_examples=300, deadline=None, derandomize=True, database=None, phases=[Phase.generate])
    @given(blocks(), st.lists(st.integers(0, 1000), min_size=MOST_STEPS, max_size=MOST_STEPS))
    def runs_alike(block: Block, choices: list[int]) -> None:
        play_alike(graph_of(block), choices)

    with pytest.raises(AssertionError):
        runs_alike()


def test_the_random_models_hold_every_kind_of_block() -> None:
    """A generator that drew only sequences would prove nothing."""
    drawn: Counter[str] = Counter()

    @settings(max_examples=300, deadline=None, derandomize=True, database=None)
    @given(blocks())
    def count(block: Block) -> None:
        waiting = [block]
        while waiting:
            entry = waiting.pop()
            drawn[entry.kind] += 1
            waiting += entry.parts

    count()
    assert set(drawn) == set(DRAWN)
    assert min(drawn.values()) >= 20
