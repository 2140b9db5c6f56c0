"""Builds the marshmallow schema of a form: one field class that knows our types, nested as the form is."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from marshmallow import RAISE, Schema, ValidationError, fields

from engine.forms.checks import check
from engine.forms.conversion import convert
from engine.forms.errors import Unfit
from engine.forms.model import Field, Group, Member
from engine.forms.scope import Scope

if TYPE_CHECKING:
    from feel import Value


@dataclass(frozen=True, slots=True)
class Answer:
    """One submitted value that is not empty, with the scope in which its field's expressions are judged."""

    given: Any
    scope: Scope


class AnswerField(fields.Field["Value"]):
    """Loads an Answer into its FEEL value; null where an answer is required is an error.

    A field that is hidden or readonly is to be left out of the data: then nothing is asked of it.
    """

    def __init__(self, field: Field) -> None:
        wanted = "必须勾选。" if field.type == "checkbox" else "必须填写。"
        super().__init__(allow_none=not field.rules.required, error_messages={"null": f"「{field.label}」{wanted}"},
                         data_key=field.key, attribute=field.key)
        self.field = field

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Value:
        try:
            converted = convert(self.field, value.given)
        except Unfit as error:
            raise ValidationError(str(error)) from error
        faults = check(self.field, converted, value.scope)
        if faults:
            raise ValidationError(faults)
        return converted


def build_schema(content: Mapping[str, Member]) -> Schema:
    """A schema whose ``load`` takes the answers as the form nests them, each an Answer or None.

    Its attributes have names of their own, because a form may call a field ``load`` or ``fields``.
    """
    members: dict[str, fields.Field[Any]] = {}
    for key, member in content.items():
        if isinstance(member, Field):
            if not (member.locked or member.computed):
                members[f"answer_{key}"] = AnswerField(member)
        elif isinstance(member, Group):
            members[f"answer_{key}"] = fields.Nested(build_schema(member.content), data_key=key, attribute=key)
        else:
            row = fields.Nested(build_schema(member.content))
            members[f"answer_{key}"] = fields.List(row, data_key=key, attribute=key)
    return Schema.from_dict(dict(members))(unknown=RAISE)
