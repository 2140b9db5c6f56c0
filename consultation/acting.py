"""From who is asking to who acts in the engine: the person with the keys of the posts held at this moment."""
from __future__ import annotations

from collections.abc import Iterable

from consultation.identity import Identity
from engine.actors import Actor


def actor_of(identity: Identity, address: str | None = None) -> Actor:
    """The engine's actor for a recognised person; ``address``: where the request came from, for the history."""
    return Actor(
        person_id=str(identity.person_id),
        name=identity.name,
        keys=identity.keys,
        address=address,
        administers=holds_any(identity, ("admin",)),
        request=identity.request,
    )


def holds_any(identity: Identity, roles: Iterable[str]) -> bool:
    """Whether the person holds a post of any of these roles (codes), wherever."""
    held = {key.partition("@")[0] for key in identity.keys if "@" in key}
    return not held.isdisjoint(roles)
