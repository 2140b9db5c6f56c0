"""Every message event says who may send the message."""
from __future__ import annotations

import pytest

from engine.deployment.senders import split_senders
from tests.unit.engine.deployment.drawing import (
    BARE_MESSAGE,
    MESSAGE,
    WORK,
    boundary,
    catch,
    element,
    event_subprocess,
    file,
    flow,
    line,
    property_,
    sentences,
    timer,
)


def sent_by(senders: str) -> str:
    return property_("senders", senders) + BARE_MESSAGE


def start(definition: str) -> str:
    return line(WORK) + element("startEvent", content=definition, id_="s2") + flow("s2", "work")


PLACES = {"start": start, "catch": lambda inner: line(catch(inner)), "boundary": lambda inner: line(WORK) + boundary(
    definition=inner)}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_a_message_event_that_names_nobody_is_refused_and_told_how_to_name_somebody(place: str) -> None:
    told = sentences(file(PLACES[place](BARE_MESSAGE), MESSAGE))

    assert "没有写谁可以发这条消息" in told
    assert "everyone" in told
    assert sentences(file(PLACES[place](sent_by("everyone")), MESSAGE)) == ""


@pytest.mark.parametrize("senders", ["", " , "])
def test_blanks_name_nobody(senders: str) -> None:
    assert "没有写谁可以发这条消息" in sentences(file(line(catch(sent_by(senders))), MESSAGE))


@pytest.mark.parametrize("senders", ["everybody", "village_party,king", "=everyone", "village_party@"])
def test_a_sender_that_is_no_role_is_refused(senders: str) -> None:
    assert "不是已知的岗位" in sentences(file(line(catch(sent_by(senders))), MESSAGE))


@pytest.mark.parametrize(
    "senders", ["initiator", "initiator, village_party", "village_party@640101", "everyone", "process, initiator"]
)
def test_people_and_roles_may_be_named(senders: str) -> None:
    assert sentences(file(line(catch(sent_by(senders))), MESSAGE)) == ""


def test_a_start_has_no_initiator_yet() -> None:
    assert "还没有发起人" in sentences(file(start(sent_by("initiator")), MESSAGE))
    assert sentences(file(line(WORK) + event_subprocess(sent_by("initiator")), MESSAGE)) == ""


def test_senders_belong_to_messages() -> None:
    drawn = line(catch(property_("senders", "everyone") + timer("P1D")))

    assert "只能用在接收消息的事件和接收任务上" in sentences(file(drawn))


def test_senders_are_read_one_by_one() -> None:
    assert split_senders(" initiator,village_party ,") == ("initiator", "village_party")
    assert split_senders(None) == ()
