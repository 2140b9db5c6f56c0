"""Reads uploaded XML without trusting it: no entities, no network, bounded size, depth and number of elements."""
from __future__ import annotations

import re
from collections.abc import Sized
from dataclasses import dataclass
from xml.parsers import expat

from lxml import etree

from engine.deployment.findings import Finding, Positions, refusal
from engine.errors import DeploymentRefused

MAX_BYTES = 5_000_000
MAX_DEPTH = 200
MAX_ELEMENTS = 20_000
#: Looking an element's attributes through takes time that grows with the square of their number.
MAX_ATTRIBUTES = 100
_SAVE_AGAIN = "请从 Camunda Modeler 重新保存"
_ENCODINGS = {"utf-8", "utf8", "us-ascii", "ascii"}
_DECLARED_ENCODING = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")


class UnreadableXml(DeploymentRefused):
    """文件不是可以读取的 XML。"""

    def __init__(self, finding: Finding) -> None:
        told = refusal([finding])
        super().__init__(told.message, **told.details)
        self.finding = finding


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed file; ``positions`` give line and column (from 1) of each element's start tag."""

    resource: str
    root: etree._Element
    positions: Positions


class _Stop(Exception):
    """Ends the scan at the first thing that is not allowed."""


class _Scan:
    """A first pass that sees a DOCTYPE before any of its entities exist, counts, and notes where each tag begins."""

    def __init__(self) -> None:
        self.positions: list[tuple[int, int]] = []
        self.depth = 0
        self.parser = expat.ParserCreate("utf-8")
        self.parser.StartDoctypeDeclHandler = self._refuse_doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def _refuse_doctype(self, *_declared: object) -> None:
        raise _Stop("文件里有 DOCTYPE 或实体声明，出于安全不能接收。请从 Camunda Modeler 重新保存")

    def _start(self, _name: str, attributes: Sized) -> None:
        self.positions.append((self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1))
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _Stop(f"元素嵌套超过 {MAX_DEPTH} 层，请检查文件是否损坏")
        if len(attributes) > MAX_ATTRIBUTES:
            raise _Stop(f"一个元素有 {len(attributes)} 个属性，最多 {MAX_ATTRIBUTES} 个，请检查文件是否损坏")
        if len(self.positions) > MAX_ELEMENTS:
            raise _Stop(f"元素超过 {MAX_ELEMENTS} 个，请拆成几个文件")

    def _end(self, _name: str) -> None:
        self.depth -= 1


def read_xml(content: bytes, resource: str) -> Document:
    """Parse a file of at most MAX_BYTES; ``resource`` is its name, for the finding. Raises UnreadableXml."""
    _check_bytes(content, resource)
    scan = _Scan()
    try:
        scan.parser.Parse(content, True)
        parser = etree.XMLParser(
            encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
            huge_tree=False, remove_comments=True, remove_pis=True,
        )  # fmt: skip
        root = etree.fromstring(content, parser)
    except _Stop as stop:
        raise _unreadable(resource, str(stop), scan.parser.CurrentLineNumber) from None
    except expat.ExpatError as error:
        reason = expat.errors.messages.get(error.code, "syntax error")
        message = f"不是完整的 XML（第 {error.lineno} 行第 {error.offset + 1} 列：{reason}），{_SAVE_AGAIN}"
        raise _unreadable(resource, message, error.lineno, error.offset + 1) from error
    except etree.XMLSyntaxError as error:
        raise _unreadable(resource, f"不是完整的 XML（{error.msg}），{_SAVE_AGAIN}", error.lineno) from error
    elements = list(root.iter())
    return Document(resource, root, dict(zip(elements, scan.positions, strict=True)))


def _check_bytes(content: bytes, resource: str) -> None:
    if len(content) > MAX_BYTES:
        raise _unreadable(resource, f"文件超过 {MAX_BYTES // 1_000_000} MB，请拆成几个文件")
    if not content.strip():
        raise _unreadable(resource, "文件是空的，请从 Camunda Modeler 重新保存")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        raise _unreadable(resource, "文件不是 UTF-8 编码，请用 Camunda Modeler 打开后重新保存") from None
    declared = _DECLARED_ENCODING.match(content.removeprefix(b"\xef\xbb\xbf"))
    if declared and declared[1].decode("ascii").lower() not in _ENCODINGS:
        raise _unreadable(resource, "文件声明的编码不是 UTF-8，请用 Camunda Modeler 打开后重新保存", 1)


def _unreadable(resource: str, message: str, line: int | None = None, column: int | None = None) -> UnreadableXml:
    return UnreadableXml(Finding("error", resource, message, line=line, column=column))
