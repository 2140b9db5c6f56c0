"""What the answers to a form can be, and the conditions in it that compare them with texts they never are."""
from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.deployment.findings import Findings
from engine.deployment.texts.impossible import Told, judge
from engine.deployment.texts.possible import ANYTHING, NOTHING, OTHER, Possible, context_of, join_all, list_of, value_of
from engine.deployment.texts.reckoning import Names, Reckoner, Steps, TooMuch
from engine.forms import Form
from engine.forms.model import CHOICE_TYPES, CHOICES_TYPES, TEXT_TYPES, Field, Group, Member, Rows, is_writable
from feel import Expression

_STEPS = 100_000
#: Names that form-js gives meaning to.
_SPECIAL = dict.fromkeys(("this", "parent", "i", "_this_", "_parent_", "_i_"), ANYTHING)


def answers_of(form: Form) -> dict[str, Possible]:
    """By name, what a submission can write to each of the form's variables."""
    seen = {name: _seen(member) for name, member in form.members.items()}
    reckoner = Reckoner(Steps(_STEPS))
    try:
        return {
            name: _written(member, seen, reckoner) for name, member in form.members.items() if is_writable(member)
        }
    except TooMuch:
        return dict.fromkeys(form.output_names, ANYTHING)


def check_form_comparisons(form: Form, findings: Findings) -> None:
    """Report comparisons of the form's own answers that can never be true (or never false)."""
    steps = Steps(_STEPS)
    told = Told()
    try:
        for field, expression, names in _expressions(form.members, _root(form)):
            reckoner = Reckoner(steps)
            reckoner.value(expression.node, names)
            hides = expression is not field.expression
            for compared in reckoner.compared:
                what = "条件" if hides else "公式"
                verdict = judge(compared, what, told, (field.id, expression.text), condition=hides)
                if verdict is not None:
                    findings.add(verdict.severity, f"「{field.label[:60]}」的{verdict.message}", field.id or field.key)
    except TooMuch:
        return


def _root(form: Form) -> Names:
    seen = {name: _seen(member) for name, member in form.members.items()}
    return Names(lambda _name: ANYTHING, {**_SPECIAL, **seen})


def _expressions(content: Mapping[str, Member], names: Names) -> Iterator[tuple[Field, Expression, Names]]:
    """Every condition and formula of the fields, once each, with what its names mean."""
    done: set[tuple[str, str]] = set()
    for member in content.values():
        if isinstance(member, Rows):
            row = {name: _seen(inner) for name, inner in member.content.items()}
            yield from _expressions(member.content, names.bind(row))
        elif isinstance(member, Group):
            yield from _expressions(member.content, names)
        else:
            own = [member.readonly] if isinstance(member.readonly, Expression) else []
            own += [member.expression] if member.expression is not None else []
            for expression in [*member.hide, *own]:
                if (member.id, expression.text) not in done:
                    done.add((member.id, expression.text))
                    yield member, expression, names


def _seen(member: Member) -> Possible:
    """What an expression of the form can find there: what is readonly holds what the process has stored."""
    if isinstance(member, Group):
        return context_of({name: _seen(inner) for name, inner in member.content.items()})
    if isinstance(member, Rows):
        return list_of(context_of({name: _seen(inner) for name, inner in member.content.items()}))
    return _offered(member) if member.readonly is False and not member.disabled else ANYTHING


def _written(member: Member, seen: Mapping[str, Possible], reckoner: Reckoner) -> Possible:
    """What a submission can write there. What a group keeps of before was written there before."""
    if isinstance(member, Group | Rows):
        inner = {
            name: _written(each, seen, reckoner) for name, each in member.content.items() if is_writable(each)
        }
        return context_of(inner) if isinstance(member, Group) else list_of(context_of(inner))
    if member.computed and member.expression is not None:
        return reckoner.value(member.expression.node, Names(lambda _name: ANYTHING, {**_SPECIAL, **seen}))
    if member.suggestion is not None and member.readonly is not False:
        return ANYTHING
    return _offered(member)


def _offered(field: Field) -> Possible:
    """What people can answer."""
    if field.type in TEXT_TYPES or field.computed:
        return ANYTHING
    if field.type in CHOICE_TYPES | CHOICES_TYPES:
        if field.options is None or field.options.values is None:
            return ANYTHING
        chosen = join_all(map(value_of, field.options.values))
        return list_of(chosen) if field.type in CHOICES_TYPES else chosen
    return OTHER if field.type in {"number", "checkbox", "datetime"} else NOTHING
