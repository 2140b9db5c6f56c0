"""Messages to a case or to start one, and signals to all."""
from __future__ import annotations

from typing import Any

from flask import request

import feel
from api.context import actor, engine, identity, now
from api.door import Door
from api.schemas.records import MESSAGE_EXAMPLE, Delivered, Message, Signal, Signalled
from consultation.case_list import get_case
from consultation.cases import start_case_by_message
from engine.correlation import correlation_text
from engine.errors import InvalidSubmission
from engine.messages import broadcast_signal, deliver_message
from engine.transaction import reading

door = Door("messages", "消息")


@door.operation(
    "POST", "/messages", summary="发消息",
    about="申请参加协商、提交议题等，不用待办也能做的事。写 case 发给已有的协商，写 organisation 发起新的协商，"
    "两者只写一个。发起新的协商不写 correlation_key。",
)  # fmt: skip
@door.body(Message, MESSAGE_EXAMPLE)
@door.gives(Delivered, "已收到")
def send(body: dict[str, Any]) -> dict[str, Any]:
    """Deliver a message to the one that waits for it."""
    number, organisation = body["case"], body["organisation"]
    if (number is None) == (organisation is None):
        raise InvalidSubmission({"case": ["case 和 organisation 要写一个，也只写一个。"]})
    key = body["correlation_key"]
    if organisation is not None and key is not None:
        raise InvalidSubmission({"correlation_key": ["发起新的协商不写这一项，请去掉。"]})
    if organisation is not None:
        started = start_case_by_message(
            engine(), identity(), message=body["name"], organisation=organisation, payload=body["data"],
            address=request.remote_addr,
        )  # fmt: skip
        return {"number": started.number, "instance_id": started.instance_id, "started": True,
                "repeated": started.repeated}  # fmt: skip
    with reading(engine().database) as connection:
        get_case(connection, identity(), now(), number)
    done = deliver_message(
        engine(), actor(), number, body["name"], body["data"],
        None if key is None else correlation_text(feel.from_json(key)),
    )  # fmt: skip
    return {"number": number, "instance_id": done.instance_id, "started": False, "repeated": done.repeated}


@door.operation(
    "POST", "/signals", summary="发信号", about="告诉所有在等这个信号的协商，由它启动的流程也随之发起。",
    roles=("admin",),
)  # fmt: skip
@door.body(Signal, {"name": "year_end"})
@door.gives(Signalled, "已发出")
def signal(body: dict[str, Any]) -> dict[str, Any]:
    """Tell all who wait for it."""
    return {"instances": broadcast_signal(engine(), actor(), body["name"])}
