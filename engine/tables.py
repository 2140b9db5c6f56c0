"""The engine's tables. State and values are typed bytes (engine.codec); whatever people filter by is a column."""
from __future__ import annotations

import sqlalchemy as sa

from engine.compact import Digest, RandomId
from engine.database import UtcDateTime, metadata

Id = sa.String(36)
#: A token's id and the number of its trigger.
WaitId = sa.String(48)
Code = sa.String(64)
Name = sa.String(255)

deployment = sa.Table(
    "deployment",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("name", Name, nullable=False),
    sa.Column("source", Name, nullable=False),
    sa.Column("deployed_at", UtcDateTime, nullable=False),
    sa.Column("deployed_by", Id),
    sa.Column("notes", sa.JSON, nullable=False),
)

definition = sa.Table(
    "definition",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("key", Name, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("version_tag", Name),
    sa.Column("name", Name),
    sa.Column("deployment_number", sa.ForeignKey("deployment.number"), nullable=False),
    sa.Column("resource", Name, nullable=False),
    sa.Column("content_hash", sa.String(64), nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
    sa.Column("info", sa.JSON, nullable=False),
    sa.UniqueConstraint("kind", "key", "version"),
    sa.Index(None, "kind", "key", "deployment_number"),
)

instance = sa.Table(
    "instance",
    metadata,
    sa.Column("id", RandomId, primary_key=True),
    sa.Column("definition_id", sa.ForeignKey("definition.id"), nullable=False),
    sa.Column("deployment_number", sa.Integer, nullable=False),
    sa.Column("business_key", Name),
    sa.Column("organisation", Code, nullable=False),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("state", sa.LargeBinary),
    #: engine.undo: what takes the last completion back, until the next step.
    sa.Column("undo", sa.LargeBinary),
    sa.Column("started_at", UtcDateTime, nullable=False),
    sa.Column("started_by", Id),
    sa.Column("ended_at", UtcDateTime),
    sa.Column("last_sequence", sa.Integer, nullable=False),
    sa.Column("last_hash", Digest(64), nullable=False),
    sa.UniqueConstraint("business_key"),
)

task = sa.Table(
    "task",
    metadata,
    sa.Column("id", RandomId, primary_key=True),
    sa.Column("instance_id", sa.ForeignKey("instance.id"), nullable=False),
    sa.Column("scope_id", Id, nullable=False),
    sa.Column("definition_id", sa.ForeignKey("definition.id"), nullable=False),
    sa.Column("element_id", Name, nullable=False),
    sa.Column("name", Name, nullable=False),
    sa.Column("stage", sa.String(32)),
    sa.Column("form_id", sa.ForeignKey("definition.id")),
    sa.Column("organisation", Code, nullable=False),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("assignee", Id),
    sa.Column("priority", sa.Integer, nullable=False),
    sa.Column("unstaffed", sa.Boolean, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("due_at", UtcDateTime),
    sa.Column("follow_up_at", UtcDateTime),
    sa.Column("ended_at", UtcDateTime),
    sa.Column("completed_by", Id),
    sa.Column("submission_id", RandomId),
    sa.Index("ix_task_open_instance", "instance_id", "status"),
    sa.Index("ix_task_assignee", "assignee", "organisation", "instance_id"),
)

task_candidate = sa.Table(
    "task_candidate",
    metadata,
    sa.Column("task_id", sa.ForeignKey("task.id"), primary_key=True),
    sa.Column("key", sa.String(160), primary_key=True),
    sa.Column("group_name", sa.String(160), nullable=False),
    #: Kept by triggers (engine.task_lists): whether the task is open and nobody's, and copies of its columns.
    sa.Column("waiting", sa.Boolean),
    sa.Column("stage", sa.String(32)),
    sa.Column("due_at", UtcDateTime),
    sa.Column("created_at", UtcDateTime),
    #: For whoever has worked on a case: finished tasks, too.
    sa.Index("ix_task_candidate_key", "key", "task_id"),
)

draft = sa.Table(
    "draft",
    metadata,
    sa.Column("task_id", sa.ForeignKey("task.id"), primary_key=True),
    sa.Column("person_id", Id, primary_key=True),
    sa.Column("data", sa.JSON, nullable=False),
    sa.Column("saved_at", UtcDateTime, nullable=False),
)

submission = sa.Table(
    "submission",
    metadata,
    sa.Column("id", RandomId, primary_key=True),
    sa.Column("instance_id", sa.ForeignKey("instance.id"), nullable=False),
    sa.Column("task_id", RandomId),
    sa.Column("element_id", Name, nullable=False),
    sa.Column("form_id", sa.ForeignKey("definition.id")),
    sa.Column("person_id", Id),
    sa.Column("on_behalf_of", Id),
    sa.Column("data", sa.LargeBinary, nullable=False),
    sa.Column("salt", Digest(32), nullable=False),
    sa.Column("sent_digest", Digest(64), nullable=False),
    sa.Column("submitted_at", UtcDateTime, nullable=False),
    sa.Index("ix_submission_instance", "instance_id", "submitted_at"),
)

decision_record = sa.Table(
    "decision_record",
    metadata,
    sa.Column("id", RandomId, primary_key=True),
    sa.Column("instance_id", sa.ForeignKey("instance.id"), nullable=False),
    sa.Column("sequence", sa.Integer, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("activity_id", RandomId, nullable=False),
    sa.Column("element_id", Name, nullable=False),
    sa.Column("definition_id", sa.ForeignKey("definition.id"), nullable=False),
    sa.Column("decision_key", Name, nullable=False),
    sa.Column("decision_name", Name, nullable=False),
    sa.Column("evaluated_at", UtcDateTime, nullable=False),
    sa.Column("record", sa.LargeBinary, nullable=False),
    sa.Column("salt", Digest(32), nullable=False),
    sa.Index("ix_decision_record_instance", "instance_id", "sequence", "position", unique=True),
)

variable = sa.Table(
    "variable",
    metadata,
    sa.Column("instance_id", sa.ForeignKey("instance.id"), primary_key=True),
    sa.Column("scope_id", Id, primary_key=True),
    sa.Column("name", sa.String(160), primary_key=True),
    sa.Column("value", sa.LargeBinary, nullable=False),
    sa.Column("written_at", UtcDateTime, nullable=False),
    sa.Column("written_by", Name, nullable=False),
    #: As it was before the last step that wrote it (engine.undo); nothing when that step was the first one.
    sa.Column("previous_value", sa.LargeBinary),
    sa.Column("previous_at", UtcDateTime),
    sa.Column("previous_by", Name),
)

activity = sa.Table(
    "activity",
    metadata,
    sa.Column("id", RandomId, primary_key=True),
    sa.Column("instance_id", sa.ForeignKey("instance.id"), nullable=False),
    sa.Column("scope_id", Id, nullable=False),
    sa.Column("definition_id", Id, nullable=False),
    sa.Column("element_id", Name, nullable=False),
    sa.Column("element_type", sa.String(40), nullable=False),
    sa.Column("name", Name),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("started_sequence", sa.BigInteger, nullable=False),
    sa.Column("started_at", UtcDateTime, nullable=False),
    sa.Column("ended_at", UtcDateTime),
    sa.Index("ix_activity_instance", "instance_id", "started_sequence"),
)

#: On PostgreSQL by months (engine.partitions), where ``happened_at`` belongs to the primary key as well.
history_event = sa.Table(
    "history_event",
    metadata,
    sa.Column("instance_id", sa.ForeignKey("instance.id"), primary_key=True),
    sa.Column("sequence", sa.Integer, primary_key=True),
    sa.Column("type", sa.String(40), nullable=False),
    sa.Column("happened_at", UtcDateTime, nullable=False),
    sa.Column("person_id", Id),
    sa.Column("on_behalf_of", Id),
    sa.Column("address", sa.String(64)),
    sa.Column("element_id", Name),
    sa.Column("task_id", RandomId),
    sa.Column("data", sa.Text, nullable=False),
    sa.Column("previous_hash", Digest(64), nullable=False),
    sa.Column("hash", Digest(64), nullable=False),
)

timer_job = sa.Table(
    "timer_job",
    metadata,
    sa.Column("id", WaitId, primary_key=True),
    sa.Column("instance_id", sa.ForeignKey("instance.id"), nullable=False),
    sa.Column("element_id", Name, nullable=False),
    #: The diagram's time.
    sa.Column("due_at", UtcDateTime, nullable=False),
    #: When it is taken next: later while somebody is at it or after a failure; None: an incident tells of it.
    sa.Column("run_at", UtcDateTime),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Index("ix_timer_job_run", "run_at"),
    sa.Index("ix_timer_job_instance", "instance_id"),
)

subscription = sa.Table(
    "subscription",
    metadata,
    sa.Column("id", WaitId, primary_key=True),
    sa.Column("instance_id", sa.ForeignKey("instance.id"), nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("name", Name, nullable=False),
    #: engine.correlation: what a message must carry to be meant for this wait.
    sa.Column("correlation", Name),
    sa.Column("element_id", Name, nullable=False),
    sa.Index("ix_subscription_kind_name", "kind", "name"),
    sa.Index("ix_subscription_instance", "instance_id"),
)

#: Timers and signals that start cases, of the newest version of each process.
start_subscription = sa.Table(
    "start_subscription",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("process_key", Name, nullable=False),
    sa.Column("definition_id", sa.ForeignKey("definition.id"), nullable=False),
    sa.Column("element_id", Name, nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("name", Name),
    sa.Column("due_at", UtcDateTime),
    sa.Column("rounds_left", sa.Integer),
    sa.Index("ix_start_subscription_due", "due_at"),
    sa.Index("ix_start_subscription_process", "process_key"),
    sa.Index("ix_start_subscription_kind_name", "kind", "name"),
)

#: What is on its way: messages, signals to one instance each, and cases to be started.
outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("name", Name),
    #: None: the clock, or the person that ``actor`` (engine.actors.as_content) tells of.
    sa.Column("sender_id", sa.ForeignKey("instance.id")),
    sa.Column("element_id", Name),
    sa.Column("actor", sa.JSON),
    sa.Column("payload", sa.LargeBinary, nullable=False),
    sa.Column("business_key", Name),
    sa.Column("correlation", Name),
    sa.Column("organisation", sa.Text),
    #: A signal's receiver; or the start event of a definition where a case is to begin.
    sa.Column("receiver_id", sa.ForeignKey("instance.id")),
    sa.Column("definition_id", sa.ForeignKey("definition.id")),
    sa.Column("start_event", Name),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("place", sa.Integer, nullable=False),
    #: How many deliveries have led to this one without anybody doing anything in between.
    sa.Column("hops", sa.Integer, nullable=False),
    #: As timer_job's.
    sa.Column("run_at", UtcDateTime),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Index("ix_outbox_next", "run_at", "place"),
    sa.Index("ix_outbox_sender", "sender_id"),
)

incident = sa.Table(
    "incident",
    metadata,
    sa.Column("id", Id, primary_key=True),
    #: None: what failed was to start a case that nobody had asked for.
    sa.Column("instance_id", sa.ForeignKey("instance.id")),
    sa.Column("kind", sa.String(24), nullable=False),
    sa.Column("element_id", Name),
    sa.Column("message", sa.Text, nullable=False),
    sa.Column("details", sa.JSON, nullable=False),
    sa.Column("trigger", sa.LargeBinary, nullable=False),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("resolved_at", UtcDateTime),
    sa.Column("resolved_by", Id),
    sa.Index("ix_incident_instance", "instance_id", "status"),
)
