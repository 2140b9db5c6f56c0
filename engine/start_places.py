"""Where the cases belong that a timer or signal starts: the start event's property ``organisation`` says it."""
from __future__ import annotations

import feel
from engine.deployment.property_names import ORGANISATION_PROPERTY
from engine.execution_errors import ExpressionFailed
from engine.expressions import read_expression
from engine.specs.events import StartEvent


def organisations_of(event: StartEvent, settings: feel.Settings) -> tuple[str, ...]:
    """The codes that the event names, each once, in order; none when it says nothing.

    Raises ExpressionFailed when an expression gives neither a text nor a list of texts.
    """
    text = str(event.properties.get(ORGANISATION_PROPERTY, "")).strip()
    if not text.startswith(("=", "${", "#{")):
        return _split(text)
    try:
        value = read_expression(text).evaluate({}, settings).value
    except feel.FeelError as error:
        raise ExpressionFailed(f"「{text}」算不出来：{error}", element_id=event.name) from error
    given = value if isinstance(value, list) else [value]
    codes = [part for part in given if isinstance(part, str) and part.strip()]
    if not codes or len(codes) < len(given):
        raise ExpressionFailed(f"「{text}」要得出组织代码，一个或一列", element_id=event.name)
    return _split(",".join(codes))


def _split(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
