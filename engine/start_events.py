"""Start events at which a case may begin now: those of the newest version of each process."""
from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.deployment.bindings import current, list_definitions
from engine.errors import NotFound
from engine.process_engine import ProcessEngine
from engine.specs.activities import FormBinding
from engine.specs.events import StartEvent
from engine.specs.triggers import MessageTrigger
from engine.tables import deployment
from engine.transaction import reading


@dataclass(frozen=True, slots=True)
class FoundStart:
    """A start event of a process version, with the deployment number that a case begun now gets.

    ``event`` is None for a process drawn without any: it begins wherever nothing leads to. ``form`` checks what comes
    with the start; ``variable`` takes all of it, None: each of its values is one.
    """

    definition_id: str
    key: str
    deployment_number: int
    event: StartEvent | None

    @property
    def element_id(self) -> str:
        """What history tells it was started at: the start event, or the process without one."""
        return self.key if self.event is None else str(self.event.name)

    @property
    def initiator(self) -> str | None:
        """The variable that takes whoever starts it."""
        return None if self.event is None else self.event.initiator

    @property
    def _message(self) -> MessageTrigger | None:
        trigger = None if self.event is None else self.event.trigger
        return trigger if isinstance(trigger, MessageTrigger) else None

    @property
    def form(self) -> FormBinding | None:
        """A message's payload form, otherwise the start form."""
        message = self._message
        if message is not None:
            return FormBinding(message.payload_form) if message.payload_form else None
        return None if self.event is None else self.event.form

    @property
    def variable(self) -> str | None:
        """A message's payload variable."""
        return self._message.payload_variable if self._message else None

    @property
    def senders(self) -> tuple[str, ...]:
        """Who may send the message."""
        return self._message.senders if self._message else ()


def find_none_start(engine: ProcessEngine, key: str) -> FoundStart:
    """Where people start the process. Raises NotFound."""
    with reading(engine.database) as connection:
        row = current(connection, "process", key)
        number = newest_deployment(connection)
    if row is None:
        raise NotFound("没有找到这个流程。")
    spec = engine.definitions.process(row.id).spec
    if not spec.first_elements():
        raise NotFound("这个流程不能直接登记，只能由消息、信号或时间启动。")
    return FoundStart(row.id, key, number, spec.none_start())


def find_message_starts(engine: ProcessEngine, message: str) -> list[FoundStart]:
    """All that wait for a message."""
    with reading(engine.database) as connection:
        number = newest_deployment(connection)
        newest = list_definitions(connection, "process", limit=None)
    return [
        FoundStart(row.id, row.key, number, event)
        for row in newest
        for event in engine.definitions.process(row.id).spec.start_events()
        if isinstance(event.trigger, MessageTrigger) and event.trigger.name == message
    ]


def find_start(engine: ProcessEngine, definition_id: str, element_id: str) -> FoundStart:
    """A start event of a certain version. Raises NotFound."""
    compiled = engine.definitions.process(definition_id)
    with reading(engine.database) as connection:
        number = newest_deployment(connection)
    for event in compiled.spec.start_events():
        if event.name == element_id:
            return FoundStart(definition_id, compiled.key, number, event)
    raise NotFound("流程的这个版本没有这个开始事件。")


def newest_deployment(connection: Connection) -> int:
    """The number of the newest deployment."""
    return connection.execute(sa.select(sa.func.max(deployment.c.number))).scalar() or 0
