"""What parsing yields and the version cache keeps: a process, and the processes that a deployment binds to it."""
from __future__ import annotations

from dataclasses import dataclass, field

from engine.execution_errors import UnresolvedReference
from engine.specs.activities import FormBinding
from engine.specs.process import ProcessSpec


@dataclass
class CompiledProcess:
    """One definition version, parsed. ``names``: the variables that its expressions read."""

    definition_id: str
    key: str
    spec: ProcessSpec
    subprocesses: dict[str, ProcessSpec] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    calls: tuple[FormBinding, ...] = ()

    def scopes(self) -> list[ProcessSpec]:
        """The process and its embedded subprocesses."""
        return [self.spec, *self.subprocesses.values()]


@dataclass
class CompiledBundle:
    """A root process and everything it may call, as bound for one deployment number."""

    root: CompiledProcess
    deployment_number: int
    bound: dict[tuple[str, FormBinding], CompiledProcess] = field(default_factory=dict)
    names: frozenset[str] = frozenset()

    def called(self, caller: CompiledProcess, binding: FormBinding) -> CompiledProcess:
        """The process that a call activity of ``caller`` starts. Raises UnresolvedReference."""
        try:
            return self.bound[caller.definition_id, binding]
        except KeyError:
            raise UnresolvedReference(f"找不到被调用的流程「{binding.key}」") from None

    def process(self, definition_id: str) -> CompiledProcess:
        """The process of this bundle with the given definition id. Raises UnresolvedReference."""
        for compiled in (self.root, *self.bound.values()):
            if compiled.definition_id == definition_id:
                return compiled
        raise UnresolvedReference(f"找不到流程版本「{definition_id}」")
