"""From models to a graph: compiles every element of the main model and of those it imports."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from engine.dmn import model
from engine.dmn.boxed import local
from engine.dmn.compiler import Compiler, is_feel
from engine.dmn.compiling import COMPILERS
from engine.dmn.cycles import find_cycles
from engine.dmn.elements import Compiled, ElementCompiler, Key, make_types
from engine.dmn.graph import DecisionGraph
from engine.dmn.names import PathNames
from engine.dmn.problems import Problem
from engine.dmn.types import component_names


def compile_graph(main: model.Model, imported: Sequence[model.Model] = ()) -> DecisionGraph:
    """The graph of ``main``; ``imported``: the models that it and they import. What is wrong stands in ``problems``."""
    models = {each.namespace: each for each in (*imported, main)}
    elements: dict[Key, Compiled] = {}
    problems: list[Problem] = []
    path_names = PathNames(_path_names(models.values()))
    for own in models.values():
        types = make_types(own, models)
        compiler = Compiler(COMPILERS, types, own.language, own.root, path_names)
        by_element = ElementCompiler(own, models, compiler)
        for element in own.elements.values():
            elements[own.namespace, element.id] = by_element.compile(element)
        problems += _of_model(own, models.keys())
        problems += [Problem(message, item.element) for item, message in types.faults]
        problems += compiler.problems
    problems += find_cycles(elements)
    return DecisionGraph(main, elements, problems)


def _of_model(own: model.Model, namespaces: Iterable[str]) -> list[Problem]:
    if own.too_deep:
        return [Problem("元素嵌套太深，不能执行，请改得简单一些", own.root)]
    found = [
        Problem(f"引入的模型“{each.namespace[:80]}”不在这里，请把决策放进同一个文件", each.element)
        for each in own.imports
        if each.namespace not in namespaces
    ]
    found += [Problem("有两个元素用了同一个 ID（或两个数据类型同名），请改掉一个", element) for element in own.repeated]
    found += [Problem("这个元素不认识，不能执行，请删去", element) for element in own.unknown]
    if not any(isinstance(each, model.Decision) for each in own.elements.values()):
        found.append(Problem("文件里没有决策，请先画决策表", own.root))
    if not is_feel(own.language):
        found.append(Problem(f"表达式语言“{(own.language or '')[:40]}”不能使用，请改成 FEEL", own.root))
    return found


def _path_names(models: Iterable[model.Model]) -> Iterator[str]:
    """Names that may stand behind a dot: components, elements of imported models, and the names of boxed parts."""
    listed = list(models)
    yield from component_names(listed)
    if len(listed) > 1:
        yield from (element.variable for each in listed for element in each.elements.values())
    for each in listed:
        for element in each.root.iter("{*}column", "{*}output", "{*}variable"):
            name = element.get("name")
            parent = element.getparent()
            in_context = parent is not None and local(parent) == "contextEntry"
            if name and (in_context or local(element) != "variable"):
                yield name
