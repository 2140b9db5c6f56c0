"""Checks the answer that a form itself proposes for a field."""
from __future__ import annotations

from engine.forms.conversion import convert, is_empty
from engine.forms.errors import Unfit
from engine.forms.findings import Findings
from engine.forms.model import CHOICE_TYPES, CHOICES_TYPES, Field
from engine.forms.options import is_same


def check_default(field: Field, findings: Findings) -> None:
    """Refuse a default that the field cannot take, or that is none of its fixed options.

    form-js drops it without a word, so that people would be shown an empty field.
    """
    if is_empty(field.default) or field.computed:
        return
    try:
        value = convert(field, field.default)
    except Unfit as error:
        findings.refuse(f"的默认值不能用：{error}")
        return
    offered = field.options.values if field.options and field.type in CHOICE_TYPES | CHOICES_TYPES else None
    chosen = value if isinstance(value, list) else [value]
    if offered is not None and not all(any(is_same(one, option) for option in offered) for one in chosen):
        findings.refuse("的默认值不在选项里，请改正")
