"""What a person submitted: a typed row with a salt, so that the history chain holds a digest and no personal value."""
from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from engine import codec, history
from engine.actors import Actor
from engine.execution.moments import StepClock
from feel.values import Value


@dataclass(frozen=True)
class Submission:
    """A row for ``submission`` and what its history event says of it."""

    row: dict[str, Any]
    event_data: dict[str, Any]


def new_submission(
    instance_id: str,
    element_id: str,
    form_id: str | None,
    values: Mapping[str, Value],
    actor: Actor,
    clock: StepClock,
    task_id: str | None = None,
) -> Submission:
    """A submission of validated values."""
    content = codec.encode(dict(values))
    salt = secrets.token_hex(16)
    row = {
        "id": str(uuid4()),
        "instance_id": instance_id,
        "task_id": task_id,
        "element_id": element_id,
        "form_id": form_id,
        "person_id": actor.person_id,
        "on_behalf_of": actor.on_behalf_of,
        "data": content,
        "salt": salt,
        "submitted_at": clock.now,
    }
    return Submission(row, {"submission": row["id"], "digest": history.digest(salt, content), "form": form_id})
