"""Who is asking."""
from __future__ import annotations

from typing import Any

from api.context import engine, identity, now
from api.door import Door
from api.schemas.records import Me
from consultation.persons import held_posts
from engine.transaction import reading

door = Door("me", "我")


@door.operation(
    "GET", "/me", summary="我是谁", about="您的姓名、现任岗位，以及办事时用的身份。先用它试试登录信息对不对。"
)
@door.gives(Me, "您的身份")
def me() -> dict[str, Any]:
    """The person behind the credentials with the posts held now."""
    who = identity()
    with reading(engine().database) as connection:
        posts = held_posts(connection, who.person_id, now())
    shown = [
        {"role": post.role.code, "role_name": post.role.name, "organisation": post.organisation.code,
         "organisation_name": post.organisation.name}
        for post in posts
    ]  # fmt: skip
    return {"person_id": str(who.person_id), "name": who.name, "login": who.login, "posts": shown,
            "keys": sorted(who.keys)}  # fmt: skip
