"""form-js accepts every form, and the check says so when it would not."""
from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Tool = Callable[..., tuple[int, list[str]]]

FORMS = sorted((Path(__file__).parents[3] / "forms").glob("*.form"))


def form(*fields: dict[str, Any], **overrides: Any) -> str:
    components = [
        {"type": "textfield", "id": "field_place", "key": "place", "label": "地点"},
        {"type": "group", "id": "group_people", "path": "people", "components": list(fields)},
    ]
    return json.dumps({"type": "default", "id": "meeting", "schemaVersion": 19, "components": components, **overrides})


CHAIR = {"type": "textfield", "id": "field_chair", "key": "chair", "label": "主持人"}
FAULTS = {
    "not JSON": "{",
    "unknown type: hologram at field_chair": form({**CHAIR, "type": "hologram"}),
    "unknown type: hologram at deep": form({"type": "group", "components": [{"type": "hologram", "id": "deep"}]}),
    "no key: field_chair": form({"type": "textfield", "id": "field_chair"}),
    "import: form field with id <field_chair> already exists": form(CHAIR, {**CHAIR, "key": "other"}),
    "import: binding path 'people.chair' is already claimed": form(CHAIR, {**CHAIR, "id": "field_other"}),
    'type is not "default": page': form(CHAIR, type="page"),
    "schemaVersion is not up to": form(CHAIR, schemaVersion=99),
}


def test_form_js_accepts_every_form_of_the_product(tool: Tool) -> None:
    assert FORMS
    assert tool("form_check.mjs", *FORMS) == (0, [])


@pytest.mark.parametrize("fault", FAULTS)
def test_the_check_finds(tool: Tool, fault: str, tmp_path: Path) -> None:
    sound, damaged = tmp_path / "sound.form", tmp_path / "damaged.form"
    sound.write_text(form(CHAIR), encoding="utf-8")
    damaged.write_text(FAULTS[fault], encoding="utf-8")

    assert tool("form_check.mjs", sound) == (0, [])
    code, found = tool("form_check.mjs", sound, damaged)

    assert code == 1
    assert any(line.startswith(f"{damaged}: {fault}") for line in found), found
