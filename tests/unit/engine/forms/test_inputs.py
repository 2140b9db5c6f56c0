"""Finding the variables that a component reads."""
from __future__ import annotations

import pytest

from engine.forms.inputs import list_inputs


@pytest.mark.parametrize(("component", "names"), [
    ({"label": "=county + name"}, {"county", "name"}), ({"description": "共 {{ count(people) }} 人"}, {"people"}),
    ({"text": "{{#loop plans}}{{this.place}}{{/loop}}"}, {"plans"}), ({"text": "{{#if a > b}}x{{/if}}"}, {"a", "b"}),
    ({"validate": {"min": "=least", "max": 5}}, {"least"}), ({"valuesKey": "members"}, {"members"}),
    ({"appearance": {"suffixAdorner": "=unit"}}, {"unit"}), ({"readonly": "=_parent_.closed or i[1] > 1"}, set()),
    ({"label": "=broken ("}, set()), ({"label": "{{"}, set()), ({"validate": [], "conditional": 5}, set()),
    ({"expression": "=sum(for line in lines return line.cost)"}, {"lines"}),
])
def test_the_names_are_those_that_are_neither_bound_nor_given_by_form_js(component, names):
    assert list_inputs(component) == names


@pytest.mark.parametrize("component", [
    {"type": "text", "text": "共 {{plan.}} 元"}, {"type": "checkbox", "key": "a", "label": "=1 +"},
    {"type": "checkbox", "key": "a", "description": "{{#if (x}}有{{/if}}"},
])
def test_a_text_with_an_unreadable_expression_is_refused(read_findings, component):
    (sentence,) = read_findings(component)

    assert "显示的文字里有读不懂的表达式" in sentence
