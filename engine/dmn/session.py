"""One evaluation of a requirement graph: each element once, required ones first (DMN 1.5, 10.4)."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.dmn import model
from engine.dmn.account import Account
from engine.dmn.elements import Compiled, Key
from engine.dmn.nodes import BoxedFunction, fit
from engine.dmn.results import DecisionEvaluation
from engine.dmn.tables import TableNode
from engine.dmn.types import coerce
from feel.errors import Undefined
from feel.invocation import invoke
from feel.run import Run
from feel.scope import ABSENT, Scope
from feel.values import Function, Value


class Session:
    """Values of elements by key, as they become known. ``given``: values that are not to be evaluated."""

    def __init__(
        self,
        main: model.Model,
        elements: Mapping[Key, Compiled],
        variables: Mapping[str, Value],
        account: Account,
        given: Mapping[Key, Value] | None = None,
    ) -> None:
        self.main = main
        self.elements = elements
        self.variables = variables
        self.account = account
        self.known: dict[Key, Value] = dict(given or {})

    def value(self, key: Key) -> Any:
        """The value of an element: of a knowledge model or service the function, of input data perhaps ABSENT."""
        if key not in self.known:
            self.known[key] = None  # a cycle, refused at deployment, ends here
            compiled = self.elements[key]
            if isinstance(compiled.element, model.InputData):
                self.known[key] = self._input(key, compiled)
            elif isinstance(compiled.element, model.Decision):
                self.known[key] = self._decide(compiled, compiled.element)
            elif isinstance(compiled.element, model.KnowledgeModel):
                self.known[key] = self._knowledge(compiled, compiled.element)
            else:
                self.known[key] = self._service(compiled, compiled.element)
        return self.known[key]

    def call_service(self, key: Key, arguments: Mapping[str, Value]) -> Value:
        """The value of a decision service; raises KeyError for a key that is none."""
        function = self._service(self.elements[key], self.elements[key].element)
        try:
            return invoke(self.account, function, [arguments.get(name) for name in function.parameters])
        except Undefined as error:
            self.account.fail(str(error))
            return None

    def _input(self, key: Key, compiled: Compiled) -> Any:
        """The value of input data; ABSENT when there is none, which matters to those who read it only."""
        name = compiled.element.variable
        try:
            value = self._outside(key[0], name)
        except KeyError:
            return ABSENT
        mark = self.account.mark()
        fitting = coerce(self.account, value, compiled.type, f"输入「{name}」")
        if fitting is None and value is not None:
            self.account.refuse(f"{self.account.cause_since(mark)}，请核对填写的内容")
        return fitting

    def _outside(self, namespace: str, name: str) -> Value:
        """A variable; input data of an imported model stand in a context of the import's name. Raises KeyError."""
        prefix = next((found.name for found in self.main.imports if found.namespace == namespace), "")
        if namespace != self.main.namespace and prefix:
            holder = self.variables[prefix]
            if isinstance(holder, dict):
                return holder[name]  # type: ignore[no-any-return]
        return self.variables[name]

    def _decide(self, compiled: Compiled, decision: model.Decision) -> Value:
        scope = Scope(self._visible(compiled), Scope(self.variables, None, self.account), self.account)
        name = decision.name or decision.id
        self.account.tick(compiled.cost)
        mark = self.account.mark()
        value = compiled.node.evaluate(scope) if compiled.node is not None else None
        if isinstance(compiled.node, TableNode):
            mark = self.account.mark()  # the table itself has told what it could not reckon
        fitting = coerce(self.account, value, compiled.type, f"决策「{name}」的结果")
        cause = self.account.cause_since(mark) if fitting is None else None
        if cause is not None:
            self.account.refuse(f"决策「{name}」算不出来：{cause}" if value is None else cause)
        if not isinstance(compiled.node, TableNode):
            self.account.record(DecisionEvaluation(decision.id, name, fitting))
        return fitting

    def _visible(self, compiled: Compiled) -> dict[str, Any]:
        """What the element sees by name; elements of an imported model stand in a context of the import's name."""
        seen: dict[str, Any] = {}
        for key, import_name in compiled.requirements:
            holder = seen.setdefault(import_name, {}) if import_name else seen
            value = self.value(key)
            if value is not ABSENT:
                holder[self.elements[key].element.variable] = value
        for name, key in compiled.borrowed.items():
            seen[name] = self._column(name, key)
        return seen

    def _column(self, name: str, key: Key) -> Value:
        """What a required table concludes in the column ``name``; a list where several rules apply."""
        value: Value = self.value(key)
        element = self.elements[key].element
        if isinstance(element, model.Decision) and element.table is not None and len(element.table.outputs) == 1:
            return value
        if isinstance(value, list):
            self.account.made_list(len(value))
            return [item.get(name) if isinstance(item, dict) else None for item in value]
        return value.get(name) if isinstance(value, dict) else None

    def _knowledge(self, compiled: Compiled, knowledge: model.KnowledgeModel) -> Value:
        """The function; what it requires is looked up when it is called, for it may be recursive."""
        made = compiled.node
        if not isinstance(made, BoxedFunction):
            return None
        seen: dict[str, Any] = {}

        def call(run: Run, arguments: Sequence[Any]) -> Value:
            if not seen:
                seen.update(self._visible(compiled))
            function = made.evaluate(Scope(seen, None, run))
            value = function.body(run, arguments) if isinstance(function, Function) else None
            return coerce(run, value, compiled.type, f"函数「{knowledge.name}」")

        return Function(made.parameters, call, knowledge.name, made.types)

    def _service(self, compiled: Compiled, service: Any) -> Function:
        """The function of a decision service: input data, then input decisions, in the order written."""
        if not isinstance(service, model.ServiceElement):
            raise KeyError(service.id)
        names = {key[1]: key for key, _ in compiled.requirements}
        inputs = [names[each.id] for each in (*service.input_data, *service.input_decisions) if each.id in names]
        outputs = [names[each.id] for each in service.outputs if each.id in names]

        def call(run: Run, arguments: Sequence[Any]) -> Value:
            given = {
                key: fit(run, argument, self.elements[key].type)
                for key, argument in zip(inputs, arguments, strict=True)
            }
            run.tick(1 + len(self.elements) // 8)
            inner = Session(self.main, self.elements, {}, self.account, given)
            values = {self.elements[key].element.variable: inner.value(key) for key in outputs}
            value = next(iter(values.values())) if len(values) == 1 else values
            return coerce(run, value, compiled.type, f"决策服务「{service.name}」")

        parameters = [self.elements[key].element.variable for key in inputs]
        return Function(parameters, call, service.name)
