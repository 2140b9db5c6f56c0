"""A .bpmn file: from its bytes to the one executable process that was checked in it."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lxml import etree

from engine.deployment.activities import check_activities
from engine.deployment.conformity import check_vocabulary, is_executable
from engine.deployment.definition_refs import check_definition_refs
from engine.deployment.diagram import Diagram, camunda, read_diagram
from engine.deployment.errors_raised import check_raised
from engine.deployment.events import check_events
from engine.deployment.expressions import check_expressions
from engine.deployment.external_tasks import check_external_tasks
from engine.deployment.findings import Findings
from engine.deployment.flows import check_flows
from engine.deployment.gateways import check_gateways
from engine.deployment.identities import check_names, check_unique_ids
from engine.deployment.info import describe_process
from engine.deployment.joins import check_joins
from engine.deployment.lanes import check_lanes, check_pools
from engine.deployment.links import check_links
from engine.deployment.loops import check_loops
from engine.deployment.mappings import check_mappings
from engine.deployment.messages_drawn import check_messages
from engine.deployment.paths import check_paths
from engine.deployment.platform import check_platform
from engine.deployment.retry_cycles import check_retry_cycles
from engine.deployment.safe_xml import UnreadableXml, read_xml
from engine.deployment.senders import check_senders
from engine.deployment.shapes import check_drawn, check_shapes
from engine.deployment.starts import check_organisations
from engine.deployment.vocabulary import BPMN

MAX_NODES = 1_000


@dataclass(frozen=True, slots=True)
class ProcessFile:
    """What the checks left to work on; ``diagram`` is None when the file holds no process worth looking at."""

    resource: str
    findings: Findings
    root: etree._Element | None = None
    diagram: Diagram | None = None

    @property
    def name(self) -> str | None:
        """The process's name."""
        return self.diagram.process.get("name") if self.diagram else None

    @property
    def version_tag(self) -> str | None:
        """The process's camunda:versionTag."""
        return camunda(self.diagram.process, "versionTag") if self.diagram else None

    def describe(self) -> dict[str, Any]:
        """The definition's info; only for a sound file."""
        return describe_process(self.diagram) if self.diagram else {}


def read_process_file(content: bytes, resource: str, known_roles: frozenset[str]) -> ProcessFile:
    """Everything that can be said of the file by itself. Never raises: what is wrong stands in ``findings``."""
    try:
        document = read_xml(content, resource)
    except UnreadableXml as error:
        findings = Findings(resource)
        findings.listed.append(error.finding)
        return ProcessFile(resource, findings)
    findings = Findings(resource, document.positions)
    if not check_platform(document.root, findings):
        return ProcessFile(resource, findings)
    check_vocabulary(document.root, findings)
    check_unique_ids(document.root, findings)
    check_pools(document.root, findings)
    check_shapes(document.root, findings)
    check_definition_refs(document.root, findings)
    check_retry_cycles(document.root, findings)
    process = _executable_process(document.root, findings)
    if process is None:
        return ProcessFile(resource, findings)
    diagram = read_diagram(document.root, process)
    if sum(1 for _node in diagram.nodes()) > MAX_NODES:
        findings.error(process, f"节点超过 {MAX_NODES} 个，请拆成几个流程，用调用活动连接")
        return ProcessFile(resource, findings, document.root)
    check_drawn(diagram, document.root, findings)
    _check_diagram(diagram, known_roles, findings)
    return ProcessFile(resource, findings, document.root, diagram)


def _check_diagram(diagram: Diagram, known_roles: frozenset[str], findings: Findings) -> None:
    for check in (
        check_names, check_flows, check_events, check_activities, check_gateways, check_lanes, check_paths,
        check_joins, check_loops, check_links, check_raised, check_messages, check_mappings,
        check_organisations,
    ):  # fmt: skip
        check(diagram, findings)
    check_expressions(diagram, known_roles, findings)
    check_senders(diagram, known_roles, findings)
    check_external_tasks(diagram, known_roles, findings)


def _executable_process(root: etree._Element, findings: Findings) -> etree._Element | None:
    processes = root.findall(f"{{{BPMN}}}process")
    executable = [process for process in processes if is_executable(process)]
    if not processes:
        findings.error(root, "文件里没有流程，请先画流程图")
    elif not executable:
        findings.error(processes[0], "没有可执行的流程，请在流程的属性面板勾选“可执行”（Executable）")
    for process in executable[1:]:
        findings.error(process, "一个文件只能有一个可执行的流程，请另存成一个文件，或去掉“可执行”")
    return executable[0] if executable else None
