"""A bundle of files under examination: each file by itself, then against the others and what is deployed."""
from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine import dmn
from engine.deployment.catalogue import Catalogue, Key
from engine.deployment.decision_file import read_decision_file
from engine.deployment.findings import Finding, Findings
from engine.deployment.form_file import read_form_file
from engine.deployment.message_routes import check_routes
from engine.deployment.process_file import ProcessFile, read_process_file
from engine.deployment.references import Available, begins_plainly, check_references, references_of
from engine.deployment.texts.comparisons import Examined, check_comparisons
from engine.errors import DeploymentRefused, TooLarge

MAX_FILES = 200
MAX_FILE_BYTES = 5_000_000
MAX_BUNDLE_BYTES = 20_000_000
#: Opening and closing, of all XML files together; looking through so many takes some seconds.
MAX_TAGS = 120_000
MAX_NAME = 255
#: A file is stored once for each of its decisions; one file by itself has a limit too.
MAX_STORED_BYTES = 60_000_000
#: What a file is: by the ending of its name, unless it begins as files of another kind do.
_FILES = (
    ("process", (".bpmn", ".bpmn20.xml"), b"{", "流程图"),
    ("decision", (".dmn", ".dmn11.xml"), b"{", "决策表"),
    ("form", (".form",), b"<", "表单"),
)
_KINDS = {"process": "流程", "decision": "决策", "form": "表单"}


@dataclass(slots=True)
class Item:
    """A resource with its key. ``bound``: what it refers to in the same bundle by binding ``deployment``.

    ``content_hash``: SHA-256 of the bytes, in hexadecimal.
    """

    kind: str
    key: str
    resource: str
    content: bytes
    findings: Findings
    name: str | None = None
    version_tag: str | None = None
    info: dict[str, Any] = field(default_factory=dict)
    process: ProcessFile | None = None
    bound: frozenset[Key] = frozenset()
    graph: dmn.DecisionGraph | None = None
    content_hash: str = field(init=False)

    def __post_init__(self) -> None:
        self.content_hash = hashlib.sha256(self.content).hexdigest()


@dataclass(slots=True)
class Bundle:
    """The resources that could be recognised, processes first, and the findings of all."""

    items: list[Item]
    reports: list[Findings]
    _own: list[int] | None = None

    def keep_own_findings(self) -> None:
        """Drop what was found since this was first called: what the files are checked against has changed."""
        if self._own is None:
            self._own = [len(report.listed) for report in self.reports]
        for report, count in zip(self.reports, self._own, strict=True):
            del report.listed[count:]

    def findings(self) -> list[Finding]:
        """All findings, file by file."""
        return [finding for report in self.reports for finding in report.listed]

    def sound(self) -> bool:
        """Whether nothing speaks against deploying."""
        return all(report.sound for report in self.reports)


def check_size(resources: Mapping[str, bytes]) -> None:
    """Refuse what is too big to be looked at. Raises TooLarge, and DeploymentRefused for an empty bundle."""
    if not resources:
        raise DeploymentRefused("没有要部署的文件，请选择 .bpmn 流程图、.dmn 决策表或 .form 表单。", findings=[])
    if len(resources) > MAX_FILES:
        raise TooLarge(f"一次最多部署 {MAX_FILES} 个文件，这次有 {len(resources)} 个，请分几次部署。")
    for resource, content in resources.items():
        if len(content) > MAX_FILE_BYTES:
            size = len(content) / 1_000_000
            raise TooLarge(
                f"文件“{resource[:80]}”有 {size:.1f} MB，超过 {MAX_FILE_BYTES // 1_000_000} MB，请拆成几个文件再部署。"
            )
    if sum(map(len, resources.values())) > MAX_BUNDLE_BYTES:
        raise TooLarge(f"这些文件一共超过 {MAX_BUNDLE_BYTES // 1_000_000} MB，请分几次部署。")
    if sum(content.count(b"<") for name, content in resources.items() if not name.lower().endswith(".form")) > MAX_TAGS:
        raise TooLarge("这些流程图和决策表的元素一共太多，请分几次部署。")


def read_bundle(resources: Mapping[str, bytes], known_roles: frozenset[str]) -> Bundle:
    """Each file by itself. Never raises."""
    bundle = Bundle([], [])
    for resource, content in resources.items():
        findings = Findings(resource)
        items: list[Item] = []
        kind = _kind(resource, content, findings)
        if kind == "process":
            items = [_process_item(resource, content, known_roles)]
        elif kind == "form":
            items = [_form_item(resource, content)]
        elif kind == "decision":
            findings, items = _decision_items(resource, content)
        bundle.reports.append(items[0].findings if items else findings)
        bundle.items.extend(item for item in items if item.key)
    bundle.items.sort(key=lambda item: item.kind != "process")
    _check_duplicates(bundle)
    decisions = [item for item in bundle.items if item.kind == "decision"]
    if sum(len(item.content) for item in decisions) > MAX_STORED_BYTES:
        decisions[0].findings.error(None, "各个文件里的决策一共太多，请分几次部署")
    return bundle


def check_outputs(bundle: Bundle, given: frozenset[str]) -> None:
    """Refuse forms that would overwrite what the engine and the product set: ``given`` variable names."""
    for item in bundle.items:
        for name in sorted(given.intersection(item.info.get("outputs", ())) if item.kind == "form" else ()):
            item.findings.error(None, f"表单项“{name}”和系统自己填写的变量同名，请换一个键名（Key）")


def check_against(
    bundle: Bundle, catalogue: Catalogue, given: frozenset[str] = frozenset(), *, strict: bool = True
) -> None:
    """Check the references between the files and to what is deployed, and what is compared with texts.

    ``given``: variables that the product writes; ``strict``: whether a comparison that can never hold is an error, and
    not a warning. What an earlier call and all after it found is forgotten.
    """
    bundle.keep_own_findings()
    newest = catalogue.newest
    calls: dict[str, list[str]] = {}
    callable_processes = set()
    for (kind, key), deployed in newest.items():
        if kind == "process":
            calls[key] = [called["key"] for called in deployed.info.get("called", [])]
            if deployed.info.get("callable", deployed.info.get("start_element")):
                callable_processes.add(key)
    for item, file in _processes(bundle):
        calls[item.key] = [reference.key for reference in references_of(file) if reference.kind == "process"]
        plain = begins_plainly(file)
        callable_processes = callable_processes | {item.key} if plain else callable_processes - {item.key}
    available = Available(
        frozenset((item.kind, item.key) for item in bundle.items),
        frozenset(newest),
        catalogue.versions,
        _callers(calls),
        frozenset(callable_processes),
        catalogue.tags | {(item.kind, item.key, item.version_tag) for item in bundle.items if item.version_tag},
        _outputs(bundle, catalogue),
    )
    for item, file in _processes(bundle):
        check_references(file, available, item.findings)
    check_routes(
        [(file, item.findings) for item, file in _processes(bundle)],
        {key: deployed.info for (kind, key), deployed in newest.items() if kind == "process"},
    )
    counts = [len(report.listed) for report in bundle.reports]
    check_comparisons([_examined(item, catalogue) for item in bundle.items], catalogue, given)
    for report, count in zip(bundle.reports, counts, strict=True) if not strict else ():
        report.soften(count)


def _callers(calls: Mapping[str, list[str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for key, called in calls.items():
        for name in called:
            found.setdefault(name, set()).add(key)
    return found


def _examined(item: Item, catalogue: Catalogue) -> Examined:
    newest = catalogue.newest.get((item.kind, item.key))
    changed = newest is None or newest.content_hash != item.content_hash
    diagram = item.process.diagram if item.process is not None else None
    return Examined(item.kind, item.key, item.info, item.findings, changed, diagram, item.graph)


def _outputs(bundle: Bundle, catalogue: Catalogue) -> dict[str, int]:
    """How many columns of output each decision table will have."""
    infos = {key: deployed.info for (kind, key), deployed in catalogue.newest.items() if kind == "decision"}
    infos |= {item.key: item.info for item in bundle.items if item.kind == "decision"}
    return {key: len(info["table"]["outputs"]) for key, info in infos.items() if info.get("table")}


def _processes(bundle: Bundle) -> Iterator[tuple[Item, Any]]:
    for item in bundle.items:
        if item.process is not None and item.process.diagram is not None:
            yield item, item.process.diagram


def _kind(resource: str, content: bytes, findings: Findings) -> str | None:
    """By the name's ending and the first character; what browsers say about the type means nothing."""
    if not resource.strip() or len(resource) > MAX_NAME or not resource.isprintable():
        findings.error(None, f"文件名不能用，请用 1 到 {MAX_NAME} 个普通字符")
        return None
    name = resource.lower()
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    for kind, endings, foreign_start, what in _FILES:
        if name.endswith(endings):
            if start == foreign_start:
                findings.error(None, f"文件名是 {endings[0]}，内容却不是{what}，请检查是否选错了文件")
                return None
            return kind
    findings.error(None, "不认识这种文件，只能部署 .bpmn 流程图、.dmn 决策表和 .form 表单")
    return None


def _process_item(resource: str, content: bytes, known_roles: frozenset[str]) -> Item:
    file = read_process_file(content, resource, known_roles)
    key = file.diagram.key if file.diagram else ""
    item = Item("process", key, resource, content, file.findings, file.name, file.version_tag, process=file)
    if file.diagram is not None:
        bound = [reference for reference in references_of(file.diagram) if reference.binding == "deployment"]
        item.bound = frozenset((reference.kind, reference.key) for reference in bound)
    if item.findings.sound:
        item.info = file.describe()
    return item


def _form_item(resource: str, content: bytes) -> Item:
    file = read_form_file(content, resource)
    return Item("form", file.key, resource, content, file.findings, file.info.get("title"), info=file.info)


def _decision_items(resource: str, content: bytes) -> tuple[Findings, list[Item]]:
    """One for each decision of the file; they share its content and findings."""
    file = read_decision_file(content, resource)
    return file.findings, [
        Item(
            "decision", found.key, resource, content, file.findings, found.name, found.version_tag, info=found.info,
            graph=found.graph,
        )
        for found in file.decisions
    ]  # fmt: skip


def _check_duplicates(bundle: Bundle) -> None:
    seen: dict[Key, str] = {}
    for item in bundle.items:
        first = seen.setdefault((item.kind, item.key), item.resource)
        if first != item.resource:
            what = f"{_KINDS[item.kind]} ID“{item.key[:60]}”"
            item.findings.error(None, f"{what}和文件“{first[:80]}”里的相同，请只留一个")

