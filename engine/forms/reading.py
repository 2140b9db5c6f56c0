"""Reads an uploaded .form file: first that it is a form at all, then everything in it."""
from __future__ import annotations

import json
import math
import re
from typing import Any, NoReturn

from engine.forms.components import ComponentReader
from engine.forms.errors import UnreadableForm
from engine.forms.findings import Findings
from engine.forms.form import Form
from engine.forms.model import Member, is_writable
from engine.forms.pages import Page, PageWriter
from engine.forms.suggestions import check_reasons

MAX_BYTES = 512 * 1024
MAX_NESTING = 60
SCHEMA_VERSION = 19
PLATFORM = "Camunda Platform"
#: As a JSON writer leaves them; a pattern's own ``\\u0000`` has its backslash doubled there.
ODD = re.compile(r"[\ud800-\udfff]|(?<!\\)(?:\\\\)*\\u0000")
FORM_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,99}")


def read_form(content: bytes, resource: str) -> Form:
    """The form in ``content``, the bytes of a .form file; ``resource`` is its name, used in messages.

    What is wrong with a form stands in its ``findings``. Raises UnreadableForm only when there is no form to speak
    of: too large (512 kB), not JSON, nested too deep, or JSON of something else.
    """
    schema = read_schema(content, resource)
    findings = Findings()
    findings.enter("", "", "表单")
    check_header(schema, findings)
    reader = ComponentReader(findings)
    members: dict[str, Member] = {}
    reader.read(schema["components"], members)
    check_reasons(members, findings)
    form_id = schema.get("id")
    sound = all(finding.severity != "error" for finding in findings.found)
    page = PageWriter(members, findings).write(schema) if sound else Page(schema)
    return Form(
        id=form_id if isinstance(form_id, str) else "", schema=schema, findings=tuple(findings.found),
        output_names=frozenset(key for key, member in members.items() if is_writable(member)),
        input_names=frozenset(members) | frozenset(reader.inputs), reads=frozenset(reader.inputs),
        component_ids=reader.ids, members=members, page=page)


def read_schema(content: bytes, resource: str) -> dict[str, Any]:
    """The JSON of a form; raises UnreadableForm."""
    name = resource[:100]
    if len(content) > MAX_BYTES:
        raise UnreadableForm(f"表单“{name}”超过 {MAX_BYTES // 1024} KB，请拆成几个表单。")
    try:
        schema = json.loads(
            content.decode("utf-8-sig"), parse_constant=refuse_constant, parse_float=read_float,
            object_pairs_hook=read_object,
        )
    except (ValueError, RecursionError) as error:
        raise UnreadableForm(f"表单“{name}”不是正确的 JSON（UTF-8），请用 Camunda Modeler 重新保存。") from error
    if is_too_deep(schema):
        raise UnreadableForm(f"表单“{name}”的层次超过 {MAX_NESTING} 层，请减少分组。")
    if has_odd_text(schema):
        raise UnreadableForm(f"表单“{name}”里有看不见的字符，请在 Camunda Modeler 里删去后重新保存。")
    if isinstance(schema, dict) and schema.get("type") == "default" and isinstance(schema.get("components"), list):
        return schema
    raise UnreadableForm(f"“{name}”里没有表单，请上传 Camunda Modeler 保存的表单。")


def refuse_constant(text: str) -> NoReturn:
    """JSON has no NaN and no infinities, although Python's reader knows them."""
    raise ValueError(text)


def read_float(text: str) -> float:
    """A number that a float holds; 1e999 would become infinite."""
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def read_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys stand once: of two readers each might keep another one."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def has_odd_text(schema: Any) -> bool:
    """JSON can escape what UTF-8 and databases cannot hold: halves of surrogate pairs, and NUL."""
    text = json.dumps(schema, ensure_ascii=False)
    return bool(ODD.search(text))


def is_too_deep(value: Any) -> bool:
    """Whether lists and objects are nested deeper than MAX_NESTING."""
    level = [value]
    for _ in range(MAX_NESTING):
        level = [inner for outer in level if isinstance(outer, list | dict)
                 for inner in (outer.values() if isinstance(outer, dict) else outer)]
        if not level:
            return False
    return True


def check_header(schema: dict[str, Any], findings: Findings) -> None:
    """The properties of the form itself: id, platform, version of the file format."""
    form_id = schema.get("id")
    if not isinstance(form_id, str) or not form_id:
        findings.refuse("没有 id，请在 Camunda Modeler 里填写")
    elif not FORM_ID.fullmatch(form_id):
        findings.refuse(f"的 id“{form_id[:60]}”只能用英文字母、数字、下划线、连字符和点，以字母开头，最多 100 个字符")
    platform = schema.get("executionPlatform", PLATFORM)
    if platform != PLATFORM:
        findings.refuse(f"是为“{str(platform)[:40]}”画的，请在 Camunda Modeler 里重新建立 Camunda 7 的表单")
    version = schema.get("schemaVersion", SCHEMA_VERSION)
    if isinstance(version, bool) or not isinstance(version, int) or not 1 <= version <= SCHEMA_VERSION:
        findings.refuse(f"的格式版本（schemaVersion）要是 1 到 {SCHEMA_VERSION}，请用当前版本的 Camunda Modeler 保存")
