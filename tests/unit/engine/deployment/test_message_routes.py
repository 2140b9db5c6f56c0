"""Thrown messages are received by somebody who accepts them, and receivers for diagrams have one that throws."""

from __future__ import annotations

from typing import Any

from engine.deployment.bundle import check_against, read_bundle
from engine.deployment.catalogue import Catalogue, Deployed
from engine.deployment.findings import Finding
from tests.unit.engine.deployment.drawing import (
    BARE_MESSAGE,
    MESSAGE,
    ROLES,
    WORK,
    catch,
    element,
    file,
    line,
    property_,
    read,
    throw,
)

NOTHING = Catalogue(0, {}, frozenset())


def sender(key: str = "tells") -> str:
    """A process that throws the message."""
    return file(line(WORK, throw(BARE_MESSAGE)), MESSAGE, key=key)


def receiver(senders: str = "process", key: str = "hears") -> str:
    """A process that waits for the message."""
    return file(line(catch(property_("senders", senders) + BARE_MESSAGE)), MESSAGE, key=key)


def started(senders: str = "process") -> str:
    """A process that begins by the message."""
    start = element("startEvent", content=property_("senders", senders) + BARE_MESSAGE, id_="start")
    return file(line(WORK, start=start), MESSAGE, key="begins")


def deployed(*texts: str, forget: bool = False) -> Catalogue:
    """What is deployed already; ``forget`` as a product did that knew no thrown messages."""
    rows: dict[tuple[str, str], Deployed] = {}
    for text in texts:
        process = read(text)
        assert process.diagram is not None
        key = process.diagram.key
        info: dict[str, Any] = process.describe()
        if forget:
            info.pop("messages")
        rows["process", key] = Deployed(f"{key}:1:x", "process", key, 1, None, f"{key}.bpmn", 1, "", info)
    return Catalogue(1, rows, frozenset(("process", key, 1) for _kind, key in rows))


def told(*texts: str, catalogue: Catalogue = NOTHING) -> list[Finding]:
    """All findings of a bundle."""
    bundle = read_bundle({f"{number}.bpmn": text.encode() for number, text in enumerate(texts)}, ROLES)
    check_against(bundle, catalogue)
    return bundle.findings()


def severities(found: list[Finding]) -> list[str]:
    """Only how bad they are."""
    return [finding.severity for finding in found]


def test_a_message_that_somebody_receives_is_fine() -> None:
    assert told(sender(), receiver()) == []
    assert told(sender(), started()) == []
    assert told(sender(), catalogue=deployed(receiver())) == []
    assert told(receiver(), catalogue=deployed(sender())) == []


def test_a_message_that_nobody_receives_is_warned_of_at_the_throw() -> None:
    found = told(sender())

    assert severities(found) == ["warning"]
    assert found[0].element_id == "tell"
    assert "没有流程接收消息“apply”" in found[0].message


def test_a_message_that_its_receivers_do_not_take_from_processes_is_refused_at_the_throw() -> None:
    for found in (told(sender(), receiver("everyone")), told(sender(), catalogue=deployed(started("everyone")))):
        assert severities(found) == ["error"]
        assert found[0].element_id == "tell"
        assert "里加上 process" in found[0].message


def test_a_message_that_only_some_receivers_take_is_warned_of() -> None:
    found = told(sender(), receiver("everyone"), started("everyone, process"))

    assert severities(found) == ["warning"]
    assert "hears 的 wait" in found[0].message


def test_a_receiver_that_waits_for_diagrams_alone_is_warned_when_none_throws() -> None:
    found = told(receiver())

    assert severities(found) == ["warning"]
    assert found[0].element_id == "wait"
    assert "没有流程发它" in found[0].message
    assert told(receiver("process, everyone")) == []


def test_the_bundle_takes_the_place_of_what_is_deployed_under_its_keys() -> None:
    assert severities(told(sender(), receiver("everyone"), catalogue=deployed(receiver()))) == ["error"]
    assert told(sender(), receiver(), catalogue=deployed(receiver("everyone"))) == []


def test_nothing_is_claimed_where_what_is_deployed_does_not_tell_its_messages() -> None:
    other = file(line(WORK), key="other")

    assert told(sender(), catalogue=deployed(other, forget=True)) == []
    assert told(receiver(), catalogue=deployed(other, forget=True)) == []
    assert severities(told(sender(), catalogue=deployed(other))) == ["warning"]
