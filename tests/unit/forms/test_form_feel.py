"""Every expression of the project's forms gives the same in form-js's own FEEL, whatever people answer."""
from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from engine.expressions import read_expression
from engine.forms import Form, read_form
from engine.forms.answers import Sheet
from engine.forms.browser import explain
from engine.forms.model import CHOICES_TYPES, TEXT_TYPES, Field, Group, Member
from engine.forms.pages import HIDE, PLACES, READONLY, Place
from engine.forms.scope import SPECIAL_NAMES
from engine.forms.settling import settle, show
from feel import Settings, from_json, to_json
from tests.form_feel import ask, is_same

PROJECT = Path(__file__).parents[3]
FORMS = [read_form(path.read_bytes(), path.name) for path in sorted((PROJECT / "forms").glob("*.form"))]
SUBMISSIONS = json.loads((PROJECT / "tests/acceptance/submissions.json").read_text(encoding="utf-8"))
ANSWERS = [sent["data"] for sent in SUBMISSIONS.values()]
INVENTED = 25
EMPTY = {"checkbox": False}


def list_expressions(
    form: Form, components: list[dict[str, Any]], row: str = ""
) -> Iterator[tuple[Place, str, str, str]]:
    """Place, expression as deployed, expression as the browser has it, and the list in whose rows it stands."""
    for component in components:
        for place in PLACES:
            text = place.read(component)
            if text is not None:
                yield place, text, place.read(find(form.page.schema, component["id"])) or "", row
        inner = component["path"] if component["type"] == "dynamiclist" else row
        yield from list_expressions(form, component.get("components", []), inner)


def find(container: dict[str, Any], component_id: str) -> dict[str, Any]:
    for component in container.get("components", []):
        if component["id"] == component_id:
            return component
        if found := find(component, component_id):
            return found
    return {}


def invent(member: Member, chance: random.Random) -> Any:
    """An answer as form-js has it: an option, an edge, or what nobody filled in."""
    if isinstance(member, Group):
        return {key: invent(inner, chance) for key, inner in member.content.items()}
    if not isinstance(member, Field):
        row = {key: invent(inner, chance) for key, inner in member.content.items()}
        return chance.choice([[], [row], [row, {}]])
    options = [to_json(value) for value in (member.options.values or () if member.options else ())]
    if member.type in CHOICES_TYPES:
        return chance.choice([[], options, *([option] for option in options)])
    if member.type in TEXT_TYPES:
        return chance.choice(["", "村里", "x"])
    values = {"number": [0, 1, 2.5, 100_000], "checkbox": [True, False], "datetime": ["2026-11-24"]}
    return chance.choice([None, *options, *values.get(member.type, ())])


def complete(member: Member, given: Any) -> Any:
    """An answer with what form-js puts where nothing was answered."""
    if isinstance(member, Group):
        return {key: complete(inner, (given or {}).get(key)) for key, inner in member.content.items()}
    if not isinstance(member, Field):
        return [{key: complete(inner, row.get(key)) for key, inner in member.content.items()} for row in given or []]
    if given is None:
        return "" if member.type in TEXT_TYPES else [] if member.type in CHOICES_TYPES else EMPTY.get(member.type)
    return given


def list_data(form: Form, names: frozenset[str], chance: random.Random) -> Iterator[dict[str, Any]]:
    """Data in which the expression is to be judged: nothing at all, what was submitted, what chance gives."""
    known = [answer for answer in ANSWERS if names & answer.keys()]
    untouched = {name: complete(form.members[name], None) for name in names if name in form.members}
    yield untouched
    for answer in known:
        given = {name: answer[name] for name in names if name in answer}
        yield untouched | {name: complete(form.members[name], value) if name in form.members else value
                           for name, value in given.items()}
    for _ in range(INVENTED):
        outside = chance.choice(known) if known else {}
        own = {name: invent(form.members[name], chance) for name in names if name in form.members}
        yield {**{name: outside[name] for name in names if name in outside}, **own}


def judge(form: Form, text: str, data: dict[str, Any], row: str) -> Iterator[tuple[dict[str, Any], Any, Any]]:
    """The names as the browser has them; the value on the server, first with nothing hidden, then as it is in the end.

    One for each row where the expression stands in rows.
    """
    expression = read_expression(text)
    own = {name: value for name, value in data.items() if name in form.members}
    variables = {name: from_json(value) for name, value in data.items()}
    sheet = Sheet(form.members, own, variables, Settings())
    places = [({**data, "this": data}, sheet.cells[0].scope)]
    if row:
        places = [({**data, "this": data[row][index], "parent": data, "i": [index + 1]},
                   next(cell.scope for cell in block.cells.values()))
                  for index, block in enumerate(sheet.root.tables[row].blocks)]
    show(sheet)
    before = [to_json(scope.evaluate(expression)) for _, scope in places]
    settle(sheet)
    for (context, scope), value in zip(places, before, strict=True):
        yield context, value, to_json(scope.evaluate(expression))


def test_the_forms_say_the_same_on_the_server_and_in_the_browser() -> None:
    chance = random.Random(20261124)  # noqa: S311  # no secret
    questions: list[tuple[str, dict[str, Any], bool]] = []
    expected = []
    for form in FORMS:
        names = {**form.members}
        for place, text, shown, row in list_expressions(form, form.schema["components"]):
            expression = read_expression(text)
            rows = form.members[row] if row else None
            this = {**names, "this": Group("this", rows.content if rows and not isinstance(rows, Field) else names)}
            if explain(expression, this) is not None:
                assert any(finding.severity == "warning" for finding in form.findings), (form.id, text)
                continue
            wanted = expression.free_variables | read_expression(shown).free_variables | ({row} if row else set())
            for data in list_data(form, wanted - SPECIAL_NAMES, chance):
                for context, value, settled in judge(form, text, data, row):
                    questions.append((text, context, False))
                    expected.append(value)
                    if place in (HIDE, READONLY):
                        questions.append((shown, context, True))
                        expected.append(settled is True if place is HIDE else settled is not False)
    answers = ask(questions)

    assert len(questions) > 1_000
    wrong = [(text, value, answer, context) for (text, context, _), value, answer
             in zip(questions, expected, answers, strict=True) if not is_same(value, answer)]
    assert wrong == []
