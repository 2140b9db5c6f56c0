"""Administrators step into a running case: stop it, mend a value, move it to another version or another element."""
from __future__ import annotations

from typing import Any

import feel
from api.context import actor, engine, identity, now
from api.door import Door
from api.schemas.administration import (
    CORRECTION_EXAMPLE,
    MOVE_EXAMPLE,
    PLACE_EXAMPLE,
    Correct,
    Move,
    Moved,
    MoveNow,
    Place,
    Placement,
    PlaceNow,
    Preview,
    Reason,
)
from api.schemas.cases import Case
from consultation.case_list import CaseFile, get_case
from engine import corrections
from engine.corrections import Correction, correct_variable
from engine.errors import InvalidRequest
from engine.instances import instance_key
from engine.moves import moving
from engine.moves.targets import Wanted
from engine.repairs import placing
from engine.suspension import resume_instance, suspend_instance
from engine.transaction import reading

door = Door("administration", "管理在办的协商")
NUMBER = {"number": "协商编号，例如 2026-0203-009"}
ADMIN = ("admin",)


@door.operation(
    "POST", "/cases/<number>/suspend", summary="暂停",
    about="暂停以后谁也不能办这件协商的待办，定时和消息都等着，恢复以后再办。", roles=ADMIN, parameters=NUMBER,
)  # fmt: skip
@door.body(Reason, {"reason": "等上级批复"})
@door.gives(Case, "已暂停")
def suspend(body: dict[str, Any], number: str) -> CaseFile:
    """Stop a case for a while."""
    suspend_instance(engine(), actor(), _instance(number), body["reason"])
    return _case(number)


@door.operation(
    "POST", "/cases/<number>/resume", summary="恢复", about="恢复一件暂停的协商；其间到期的定时和到来的消息马上办。",
    roles=ADMIN, parameters=NUMBER,
)  # fmt: skip
@door.body(Reason, {"reason": "批复已到"})
@door.gives(Case, "已恢复")
def resume(body: dict[str, Any], number: str) -> CaseFile:
    """Let it go on."""
    resume_instance(engine(), actor(), _instance(number), body["reason"])
    return _case(number)


@door.operation(
    "POST", "/cases/<number>/variables", summary="改一个变量",
    about="改正录错的值，或补上流程要用而没有的。改前改后的值和原因都留在办理记录里。整件协商的变量没有时新建。",
    roles=ADMIN, parameters=NUMBER,
)  # fmt: skip
@door.body(Correct, CORRECTION_EXAMPLE)
@door.gives(Case, "已改")
def correct(body: dict[str, Any], number: str) -> CaseFile:
    """Give a variable another value."""
    expected = feel.from_json(body["expected"]) if "expected" in body else corrections.ABSENT
    correction = Correction(body["name"], _value(body), body["reason"], body["scope"] or "", expected)
    correct_variable(engine(), actor(), _instance(number), correction)
    return _case(number)


@door.operation(
    "POST", "/cases/<number>/move/preview", summary="试改版本",
    about="只试不改：这件协商能不能改用流程的另一个版本，会有什么不一样。", roles=ADMIN, parameters=NUMBER,
)  # fmt: skip
@door.body(Move, {name: value for name, value in MOVE_EXAMPLE.items() if name != "reason"})
@door.gives(Preview, "会怎样")
def preview_move(body: dict[str, Any], number: str) -> dict[str, Any]:
    """Try a move out."""
    found = moving.preview_move(engine(), actor(), _instance(number), _route(body, number))
    return {
        "source": _version(found.source), "target": _version(found.target), "possible": not found.refused,
        "findings": [entry.as_json() for entry in found.findings], "opened": found.opened, "closed": found.closed,
        "timers": _timers(found.timers), "ends": found.ends,
    }  # fmt: skip


@door.operation(
    "POST", "/cases/<number>/move", summary="改版本",
    about="在办的协商通常按发起时的版本办到底。确实要改的，先试改，再写明原因。改不了的回答 409，findings 里逐条说明。",
    roles=ADMIN, parameters=NUMBER,
)  # fmt: skip
@door.body(MoveNow, MOVE_EXAMPLE)
@door.gives(Moved, "已改")
def move(body: dict[str, Any], number: str) -> dict[str, Any]:
    """Move a case to another version."""
    done = moving.move_instance(engine(), actor(), _instance(number), _route(body, number), body["reason"])
    return _moved(number, done)


@door.operation(
    "POST", "/cases/<number>/move/back", summary="退回原来的版本", about="退回上一次改版本以前的版本，能退才退。",
    roles=ADMIN, parameters=NUMBER,
)  # fmt: skip
@door.body(Reason, {"reason": "新版本还要再改"})
@door.gives(Moved, "已退回")
def move_back(body: dict[str, Any], number: str) -> dict[str, Any]:
    """Undo the last move."""
    return _moved(number, moving.move_back(engine(), actor(), _instance(number), body["reason"]))


@door.operation(
    "POST", "/cases/<number>/place/preview", summary="试挪到另一步",
    about="只试不挪：停着的一步能不能挪到另一步接着办，会有什么不一样。", roles=ADMIN, parameters=NUMBER,
)  # fmt: skip
@door.body(Place, {name: value for name, value in PLACE_EXAMPLE.items() if name != "reason"})
@door.gives(Placement, "会怎样")
def preview_place(body: dict[str, Any], number: str) -> dict[str, Any]:
    """Try a placement out."""
    found = placing.preview_place(engine(), actor(), _instance(number), placing.Place(body["activity"], body["target"]))
    return {
        "possible": not found.refused, "findings": [entry.as_json() for entry in found.findings],
        "opened": found.opened, "closed": found.closed, "ends": found.ends, "timers": _timers(found.timers),
    }  # fmt: skip


@door.operation(
    "POST", "/cases/<number>/place", summary="挪到另一步",
    about="走错了、卡住了，又不能用别的办法的，先试挪，再写明原因。停着的那一步取消，从另一步前面接着办。"
    "会让合并的地方等不齐的，回答 409，findings 里说明。", roles=ADMIN, parameters=NUMBER,
)  # fmt: skip
@door.body(PlaceNow, PLACE_EXAMPLE)
@door.gives(Case, "已挪")
def place(body: dict[str, Any], number: str) -> CaseFile:
    """Let a case go on from another element."""
    where = placing.Place(body["activity"], body["target"])
    placing.place_token(engine(), actor(), _instance(number), where, body["reason"])
    return _case(number)


def _timers(found: tuple[tuple[str, Any], ...]) -> list[dict[str, Any]]:
    return [{"element_id": element, "due_at": due} for element, due in found]


def _instance(number: str) -> str:
    with reading(engine().database) as connection:
        return get_case(connection, identity(), now(), number).instance_id


def _case(number: str) -> CaseFile:
    with reading(engine().database) as connection:
        return get_case(connection, identity(), now(), number)


def _value(body: dict[str, Any]) -> feel.Value:
    if ("value" in body) == (body["expression"] is not None):
        raise InvalidRequest("请写 value 或 expression 中的一个。")
    if "value" in body:
        return feel.from_json(body["value"])
    try:
        return feel.parse(body["expression"]).evaluate({}, engine().settings(engine().step_clock())).value
    except (feel.FeelSyntaxError, feel.LimitExceeded) as error:
        raise InvalidRequest(f"expression 算不出来：{error}") from error


def _route(body: dict[str, Any], number: str) -> moving.Route:
    with reading(engine().database) as connection:
        key = instance_key(connection, get_case(connection, identity(), now(), number).instance_id)
    return read_route(body, key)


def read_route(body: dict[str, Any], key: str) -> moving.Route:
    """Where to, as sent for cases of process ``key``. Raises InvalidRequest."""
    if body["version"] is not None and body["deployment"] is not None:
        raise InvalidRequest("version 和 deployment 只写一个。")
    entries = [{"from": entry["source"], "to": entry["target"], "process": entry["process"]}
               for entry in body["elements"]]  # fmt: skip
    wanted = Wanted(body["deployment"], body["version"])
    return moving.Route(wanted, moving.read_replacements(entries, key), body["recount"])


def _version(target: Any) -> dict[str, Any]:
    return {"definition": target.definition_id, "deployment": target.deployment_number}


def _moved(number: str, done: moving.Moved) -> dict[str, Any]:
    return {"number": number, "source": _version(done.source), "target": _version(done.target),
            "findings": [entry.as_json() for entry in done.findings]}  # fmt: skip
