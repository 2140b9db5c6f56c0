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
