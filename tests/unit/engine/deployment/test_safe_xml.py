"""Hostile and damaged files end as one finding, quickly."""

from __future__ import annotations

import time

import pytest

from engine.deployment.safe_xml import MAX_ATTRIBUTES, MAX_DEPTH, MAX_ELEMENTS, UnreadableXml, read_xml
from tests.unit.engine.deployment.drawing import WORK, file, line

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)).replace("&a0;", "&a;")
    + "]><d>&a11;</d>"
)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (LAUGHS, "DOCTYPE"),
        ('<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>', "DOCTYPE"),
        ('<!DOCTYPE d SYSTEM "http://127.0.0.1:9/d.dtd"><d/>', "DOCTYPE"),
        ('<!DOCTYPE d [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p">%p;]><d/>', "DOCTYPE"),
        ("<d>&unknown;</d>", "不是完整的 XML"),
        ("<d><e></d>", "不是完整的 XML"),
        ("<d x='1' x='2'/>", "不是完整的 XML"),
        ("<p:d/>", "不是完整的 XML"),
        ("not xml", "不是完整的 XML"),
        ("{}", "不是完整的 XML"),
        ("", "空的"),
        ("  \n ", "空的"),
        ("<d>" * (MAX_DEPTH + 1) + "</d>" * (MAX_DEPTH + 1), "嵌套"),
        ("<d>" * 100_000, "嵌套"),
        ("<d>" + "<e/>" * 100_000 + "</d>", "拆成几个文件"),
        ("<d " + " ".join(f"a{number}='1'" for number in range(MAX_ATTRIBUTES + 1)) + "/>", "个属性，最多"),
        ('<?xml version="1.0" encoding="GBK"?><d/>', "UTF-8"),
    ],
)
def test_a_hostile_or_damaged_file_is_refused_with_a_sentence(content: str, told: str) -> None:
    started = time.perf_counter()
    with pytest.raises(UnreadableXml) as caught:
        read_xml(content.encode(), "a.bpmn")

    assert told in caught.value.finding.message
    assert "请" in caught.value.finding.message
    assert "a.bpmn" in caught.value.message
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize("encoding", ["gbk", "utf-16"])
def test_another_encoding_is_refused(encoding: str) -> None:
    with pytest.raises(UnreadableXml, match="UTF-8"):
        read_xml("<d>协商</d>".encode(encoding), "a.bpmn")


def test_ten_megabytes_are_refused_before_they_are_parsed() -> None:
    with pytest.raises(UnreadableXml, match="5 MB"):
        read_xml(b"<d>" + b" " * 10_000_000 + b"</d>", "a.bpmn")


def test_just_below_the_limits_a_file_is_read() -> None:
    deep = "<d>" * MAX_DEPTH + "</d>" * MAX_DEPTH
    wide = "<d>" + "<e/>" * (MAX_ELEMENTS - 1) + "</d>"

    assert read_xml(deep.encode(), "a.bpmn").root.tag == "d"
    assert len(read_xml(wide.encode(), "a.bpmn").root) == MAX_ELEMENTS - 1


def test_positions_are_those_of_the_start_tags() -> None:
    text = "\ufeff<d>\n  <!-- 注释 <x/> -->\n  <e a='1'>\n    <f/></e><?pi?></d>"
    document = read_xml(text.encode(), "a.bpmn")

    assert [(element.tag, document.positions[element][0]) for element in document.root.iter()] == [
        ("d", 1), ("e", 3), ("f", 4),
    ]  # fmt: skip
    assert document.positions[document.root[0]] == (3, 3)


def test_comments_are_gone_from_what_is_parsed() -> None:
    root = read_xml(file(line(WORK) + "<!-- 说明 -->").encode(), "a.bpmn").root

    assert all(isinstance(element.tag, str) for element in root.iter())
