"""Who acts: the person, and the keys under which candidate rows name them."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(eq=False, slots=True)
class RequestKey:
    """How somebody calls a request, so that it acts once however often it is sent (engine.request_keys).

    ``fingerprint``: what the request asks for. ``written``: its effect has written the key in its own transaction;
    ``answered``: and the use case itself answers a repetition.
    """

    key: str
    fingerprint: str
    written: bool = False
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Actor:
    """``keys``: ``role@organisation`` of the posts held now and ``person:<id>``.

    ``address``: where the request came from. ``administers``: may retry incidents and send signals; the domain
    fills it from posts. ``request``: what the person has sent, if it bears a key.
    """

    person_id: str
    name: str
    keys: frozenset[str]
    on_behalf_of: str | None = None
    address: str | None = None
    administers: bool = False
    request: RequestKey | None = field(default=None, compare=False)


SYSTEM = Actor("system", "系统", frozenset())


def as_content(actor: Actor) -> dict[str, Any]:
    """The actor in plain values, for whatever is done later on the same person's behalf."""
    return {
        "person_id": actor.person_id,
        "person_name": actor.name,
        "keys": sorted(actor.keys),
        "on_behalf_of": actor.on_behalf_of,
        "address": actor.address,
    }


def read_content(content: Mapping[str, Any]) -> Actor:
    """The actor that ``as_content`` was given, without the right to administer."""
    return Actor(
        content["person_id"],
        content["person_name"],
        frozenset(content["keys"]),
        content["on_behalf_of"],
        content["address"],
    )
