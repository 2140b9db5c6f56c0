"""Who acts: the person, and the keys under which candidate rows name them."""
from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """``keys``: ``role@organisation`` of the posts held now and ``person:<id>``.

    ``address``: where the request came from. ``administers``: may retry incidents and send signals; the domain
    fills it from posts.
    """

    person_id: str
    name: str
    keys: frozenset[str]
    on_behalf_of: str | None = None
    address: str | None = None
    administers: bool = False


SYSTEM = Actor("system", "系统", frozenset())
