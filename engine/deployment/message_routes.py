"""Messages that diagrams throw: somebody receives each, in this bundle or among what is deployed, and accepts it."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.deployment.diagram import Diagram, Node
from engine.deployment.findings import Findings
from engine.deployment.messages_drawn import message_name, receives_message, throws_message
from engine.deployment.property_names import PROCESS_SENDER, SENDERS_PROPERTY
from engine.deployment.senders import senders_of

_ACCEPTING = f"请在接收的一方的扩展属性 {SENDERS_PROPERTY} 里加上 {PROCESS_SENDER}"


@dataclass(frozen=True, slots=True)
class Receiver:
    """What waits for a message or begins by it: the process's key, the element and who may send."""

    process: str
    element_id: str
    senders: tuple[str, ...]


def describe_messages(diagram: Diagram) -> dict[str, list[dict[str, Any]]]:
    """What a process's info says of its messages: ``received`` {message, element_id, senders}, ``thrown`` without."""
    received, thrown = [], []
    for node in diagram.nodes():
        entry: dict[str, Any] = {"message": message_name(node, diagram), "element_id": node.id}
        if receives_message(node):
            received.append(entry | {"senders": list(senders_of(node))})
        elif throws_message(node):
            thrown.append(entry)
    return {"received": received, "thrown": thrown}


def check_routes(drawn: Iterable[tuple[Diagram, Findings]], deployed: Mapping[str, Mapping[str, Any]]) -> None:
    """Report thrown messages that nobody can take, and receivers that wait for a diagram which does not exist.

    ``deployed``: the info of the newest version of each process by key; the bundle's own take the place of theirs.
    """
    listed = list(drawn)
    own = {diagram.key: {"messages": describe_messages(diagram)} for diagram, _findings in listed}
    infos = {**deployed, **own}
    # What an older version of the product deployed does not tell its messages; it may hold the other end.
    all_known = all("messages" in info for info in infos.values())
    receivers: dict[str, list[Receiver]] = {}
    thrown: set[str] = set()
    for key, info in infos.items():
        messages = info.get("messages", {})
        thrown.update(entry["message"] for entry in messages.get("thrown", ()))
        for entry in messages.get("received", ()):
            receiver = Receiver(key, entry["element_id"], tuple(entry["senders"]))
            receivers.setdefault(entry["message"], []).append(receiver)
    for diagram, findings in listed:
        for node in diagram.nodes():
            name = message_name(node, diagram)
            if name and throws_message(node):
                _check_throw(node, name, receivers.get(name, []), all_known, findings)
            elif name and all_known and name not in thrown and receives_message(node):
                if set(senders_of(node)) == {PROCESS_SENDER}:
                    findings.warn(node.element, f"只等流程发来的消息“{name[:60]}”，可是没有流程发它，会一直等下去")


def _check_throw(node: Node, name: str, receivers: list[Receiver], all_known: bool, findings: Findings) -> None:
    accepting = [receiver for receiver in receivers if PROCESS_SENDER in receiver.senders]
    refusing = [receiver for receiver in receivers if PROCESS_SENDER not in receiver.senders]
    named = "、".join(f"{receiver.process[:60]} 的 {receiver.element_id[:60]}" for receiver in refusing[:3])
    if not receivers and all_known:
        findings.warn(
            node.element, f"没有流程接收消息“{name[:60]}”，发出后案件会停下；请部署接收它的流程，或改正消息的名称"
        )
    elif refusing and not accepting and all_known:
        findings.error(node.element, f"消息“{name[:60]}”的接收方（{named}）不接受流程发来的消息，{_ACCEPTING}")
    elif refusing:
        findings.warn(node.element, f"消息“{name[:60]}”有的接收方（{named}）不接受流程发来的消息，{_ACCEPTING}")
