"""A form that has been read: what it asks, what is wrong with it, and how a submission becomes variables."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from marshmallow import Schema

from engine.forms.findings import FormFinding
from engine.forms.model import Member
from engine.forms.pages import Page
from engine.forms.prefill import prefill
from engine.forms.schemas import build_schema
from engine.forms.submission import Accepted, accept

if TYPE_CHECKING:
    from feel import Settings, Value


@dataclass(frozen=True)
class Form:
    """One .form file, immutable, to be shared between threads.

    ``schema``: the file's JSON. ``findings``: its faults; a form with one of severity ``error`` is not
    to be deployed. ``output_names``: the variables that a submission can write. ``input_names``: the variables it
    reads, those it prefills and those its expressions and options name. ``reads``: the latter alone.
    ``component_ids``: from the path of a field or list, without row numbers (``opinions.text``), to the component's
    id, by which form-js shows errors. ``members``: the form's content as the server understands it. ``page``: what
    the browser gets of it.
    """

    id: str
    schema: dict[str, Any]
    findings: tuple[FormFinding, ...]
    output_names: frozenset[str]
    input_names: frozenset[str]
    reads: frozenset[str]
    component_ids: Mapping[str, str]
    members: Mapping[str, Member] = field(repr=False)
    page: Page = field(repr=False, compare=False)
    answers: Schema = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "answers", build_schema(self.members))

    def accept(self, submitted: Mapping[str, Any], variables: Mapping[str, Value], settings: Settings) -> Accepted:
        """The variables that a submission gives, as FEEL values, and where it departs from suggestions.

        ``submitted``: JSON of the whole form; a key left out is an empty answer. ``variables``: what the process has,
        read by key only. An empty answer is null, for lists [] and for boxes false. Hidden and readonly fields are
        not in the result, computed ones are reckoned here. Raises InvalidSubmission, its ``errors`` from paths
        (``plan.place``, ``opinions[2].text``, rows from 0) to Chinese sentences.
        """
        return accept(self.members, self.answers, submitted, variables, settings)

    def validate(self, submitted: Mapping[str, Any], variables: Mapping[str, Value],
                 settings: Settings) -> dict[str, Value]:
        """The variables that ``accept`` gives, alone."""
        return self.accept(submitted, variables, settings).values

    def show(self, variables: Mapping[str, Value], settings: Settings) -> dict[str, Any]:
        """The schema for form-js, to be read only: what it might reckon otherwise stands in it as the server has it."""
        return self.page.show(variables, settings)

    def prefill(self, variables: Mapping[str, Value]) -> dict[str, Any]:
        """JSON data to show the form with: its own keys and the inputs it names, as far as they are variables."""
        return prefill(self.members, self.reads, variables)
