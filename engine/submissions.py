"""What a person submitted: a typed row with a salt, so that the history chain holds a digest and no personal value."""
from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from engine import codec
from engine.actors import Actor
from engine.digests import digest
from engine.execution.moments import StepClock
from engine.forms.deviations import Deviation
from engine.history import Event
from engine.request_keys import fingerprint
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
    sent: Mapping[str, Any] | None = None,
) -> Submission:
    """A submission of validated values. ``sent``: the JSON as it came, to know the same request again."""
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
        "sent_digest": digest(salt, fingerprint(dict(sent or {})).encode()),
        "submitted_at": clock.now,
    }
    return Submission(row, {"submission": row["id"], "digest": digest(salt, content), "form": form_id})


def tell_deviations(written: Submission, deviations: Iterable[Deviation], actor: Actor) -> list[Event]:
    """The event that says which answers are not what was suggested, and where the reason stands; none, no event.

    ``submission_id`` names the submission; its content has its digest in the event of the submission itself.
    """
    changes = [deviation.as_json() for deviation in deviations]
    row = written.row
    data = {"changes": changes, "submission_id": row["id"], "form": row["form_id"]}
    return [Event("suggestion_changed", actor, row["element_id"], row["task_id"], data)] if changes else []


def is_same_request(stored: Any, sent: Mapping[str, Any]) -> bool:
    """Whether ``sent`` (JSON as it came) is what made the stored submission: a double tap, not another answer."""
    return bool(stored.sent_digest == digest(stored.salt, fingerprint(dict(sent)).encode()))
