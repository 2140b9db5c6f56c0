"""The places where an expression may stand, and what a text there means that is none."""
from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from engine.deployment.property_names import (
    BUSINESS_KEY_PROPERTY,
    CORRELATION_KEY_PROPERTY,
    ERROR_CODE_PROPERTY,
    ERROR_MESSAGE_PROPERTY,
    ORGANISATION_PROPERTY,
)


class Place(Enum):
    """What a text in an expression place means when it does not begin with ``=``, ``${`` or ``#{``."""

    CONDITION = "FEEL all the same, giving true or false"
    SCRIPT = "FEEL all the same"
    TEXT = "the text itself"
    GROUPS = "names separated by commas, each a known role"
    MOMENT = "an ISO 8601 date, date and time or duration"
    DATE = "an ISO 8601 date or date and time"
    DURATION = "an ISO 8601 duration"
    CYCLE = "R<n>/ and an ISO 8601 duration, or a cron schedule"
    WHOLE_NUMBER = "a whole number"


#: The attributes of the camunda: namespace that hold a literal or an expression.
EXPRESSION_ATTRIBUTES: Mapping[tuple[str, str], Place] = {
    ("userTask", "assignee"): Place.TEXT,
    ("userTask", "candidateUsers"): Place.TEXT,
    ("userTask", "candidateGroups"): Place.GROUPS,
    ("userTask", "dueDate"): Place.MOMENT,
    ("userTask", "followUpDate"): Place.MOMENT,
    ("userTask", "priority"): Place.WHOLE_NUMBER,
}
#: The camunda:property names that hold a literal or an expression.
EXPRESSION_PROPERTIES: Mapping[str, Place] = {
    BUSINESS_KEY_PROPERTY: Place.TEXT,
    CORRELATION_KEY_PROPERTY: Place.SCRIPT,
    ORGANISATION_PROPERTY: Place.TEXT,
    ERROR_CODE_PROPERTY: Place.TEXT,
    ERROR_MESSAGE_PROPERTY: Place.TEXT,
}
#: The elements whose text is an expression.
EXPRESSION_TEXTS: Mapping[str, Place] = {
    "conditionExpression": Place.CONDITION,
    "condition": Place.CONDITION,
    "script": Place.SCRIPT,
    "timeDate": Place.DATE,
    "timeDuration": Place.DURATION,
    "timeCycle": Place.CYCLE,
    "loopCondition": Place.CONDITION,
    "completionCondition": Place.CONDITION,
    "loopCardinality": Place.SCRIPT,
}
