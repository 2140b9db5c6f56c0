"""Reading an uploaded file as a form."""
from __future__ import annotations

import json

import pytest

from engine.forms import UnreadableForm, read_form


@pytest.mark.parametrize("content", [
    b"", b"{", b"[]", b"null", b'"form"', b"\xff\xfe{}", b'{"type": "default"}', b'{"type": "other", "components": []}',
    b'{"type": "default", "components": {}}', b'{"type": "default", "components": [], "x": NaN}',
    b"<definitions/>", b"[" * 200_000, b'{"type": "default", "components": [], "x": 1e999}',
    b'{"type": "default", "type": "default", "components": []}',
])
def test_what_is_no_form_is_refused_with_the_name_of_the_file(content):
    with pytest.raises(UnreadableForm) as caught:
        read_form(content, "plan.form")

    assert "plan.form" in caught.value.message


@pytest.mark.parametrize("odd", [r"\ud800", r"a\udfff", r"\u0000", r"\\\u0000"])
@pytest.mark.parametrize("place", ['"{}": 1', '"text": "{}"'])
def test_text_that_nothing_can_store_or_send_is_refused(odd, place):
    """Half of a surrogate pair in a key once came back in a finding that could not be written as an answer."""
    with pytest.raises(UnreadableForm, match="看不见的字符"):
        read_form(f'{{"type": "default", "components": [], {place.format(odd)}}}'.encode(), "plan.form")


def test_a_pattern_may_speak_of_odd_characters():
    said = r'{"type": "default", "components": [], "pattern": "[^\\u0000\\ud800]", "smile": "\ud83d\ude00"}'

    assert read_form(said.encode(), "plan.form").schema["smile"] == "\U0001f600"


def test_a_file_too_large_is_refused_before_it_is_read():
    with pytest.raises(UnreadableForm, match="512 KB"):
        read_form(b" " * (512 * 1024 + 1), "plan.form")


def test_a_file_nested_too_deep_is_refused():
    nested: list[object] = []
    for _ in range(80):
        nested = [nested]
    content = json.dumps({"type": "default", "components": [], "deep": nested}).encode()

    with pytest.raises(UnreadableForm, match="60 层"):
        read_form(content, "plan.form")


def test_a_byte_order_mark_does_no_harm(form_bytes):
    form = read_form(b"\xef\xbb\xbf" + form_bytes({"type": "text", "text": "你好"}), "plan.form")

    assert (form.id, form.findings) == ("test_form", ())


def test_a_form_for_camunda_cloud_is_refused(read_findings):
    assert read_findings(executionPlatform="Camunda Cloud") == [
        "表单是为“Camunda Cloud”画的，请在 Camunda Modeler 里重新建立 Camunda 7 的表单。"]


@pytest.mark.parametrize("version", [20, 0, "19", True, None])
def test_an_unknown_format_version_is_refused(read_findings, version):
    assert ["schemaVersion" in message for message in read_findings(schemaVersion=version)] == [True]


@pytest.mark.parametrize("form_id", [None, "", "方案", "a b", "../plan", 7])
def test_a_form_needs_an_id_that_can_be_a_file_name(read_findings, form_id):
    assert ["id" in message for message in read_findings(id=form_id)] == [True]


def test_a_form_tells_what_it_writes_and_what_it_reads(make_form):
    form = make_form(
        {"type": "textfield", "key": "place", "validate": {"maxLength": 9}},
        {"type": "textfield", "key": "number", "readonly": True, "validate": {"maxLength": 9}},
        {"type": "textfield", "key": "note", "validate": {"maxLength": 9}, "readonly": "=closed",
         "label": "{{county}}的意见"},
        {"type": "select", "key": "chair", "valuesKey": "members"},
        {"type": "expression", "key": "total", "expression": "=cost * 2 + sum([1])"},
        {"type": "group", "path": "plan", "components": [{"type": "number", "key": "cost"}]},
        {"type": "group", "components": [{"type": "checkbox", "key": "agreed", "conditional": {"hide": "=stage = 1"}}]},
        {"type": "dynamiclist", "path": "opinions", "components": [
            {"type": "checkbox", "key": "none", "conditional": {"hide": "=this.text != null and i[1] > limit"}}]})

    assert form.output_names == {"place", "note", "chair", "total", "plan", "agreed", "opinions"}
    assert form.input_names == form.output_names | {"number", "closed", "county", "members", "cost", "stage", "limit"}
    assert form.component_ids["plan.cost"] == "Field_cost"
    assert form.component_ids["opinions.none"] == "Field_none"
