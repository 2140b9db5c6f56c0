"""What parsing yields and the version cache keeps: a process, and what a deployment binds to it."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from engine.dmn import DecisionGraph
from engine.execution_errors import UnresolvedReference
from engine.specs.activities import FormBinding
from engine.specs.process import ProcessSpec


@dataclass
class CompiledProcess:
    """One definition version, parsed. ``names``: the variables that its expressions read.

    ``calls`` and ``decisions``: the processes and decisions that it refers to.
    """

    definition_id: str
    key: str
    spec: ProcessSpec
    subprocesses: dict[str, ProcessSpec] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    calls: tuple[FormBinding, ...] = ()
    decisions: tuple[FormBinding, ...] = ()

    def scopes(self) -> list[ProcessSpec]:
        """The process and its embedded subprocesses."""
        return [self.spec, *self.subprocesses.values()]


@dataclass(frozen=True)
class BoundDecision:
    """A decision version, ready to be evaluated.

    ``definitions``: for each decision of its file the definition that stands for it, by decision id.
    """

    definition_id: str
    key: str
    name: str
    graph: DecisionGraph
    definitions: Mapping[str, str]

    @property
    def names(self) -> frozenset[str]:
        """The variables that it reads, through all that it requires."""
        return self.graph.free_variables(self.key)


@dataclass
class CompiledBundle:
    """A root process, everything it may call and every decision they use, as bound for one deployment number.

    ``names``: the variables that any of them reads. ``find``: looks up a process that a diagram names only while it
    runs, by the caller's binding; None when there is none.
    """

    root: CompiledProcess
    deployment_number: int
    bound: dict[tuple[str, FormBinding], CompiledProcess] = field(default_factory=dict)
    decisions: dict[tuple[str, FormBinding], BoundDecision] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    find: Callable[[CompiledProcess, FormBinding], CompiledProcess | None] | None = None

    def called(self, caller: CompiledProcess, binding: FormBinding) -> CompiledProcess:
        """The process that a call activity of ``caller`` starts. Raises UnresolvedReference."""
        found = self.bound.get((caller.definition_id, binding))
        if found is None and self.find is not None:
            found = self.find(caller, binding)
        if found is None:
            raise UnresolvedReference(f"找不到被调用的流程「{binding.key}」")
        return found

    def decision(self, user: CompiledProcess, binding: FormBinding) -> BoundDecision | None:
        """The decision that a business rule task of ``user`` evaluates, None when there is none for this case."""
        return self.decisions.get((user.definition_id, binding))
