"""Who is let in: Basic or Bearer on every request, never a session; roles and parameters that an operation names."""
from __future__ import annotations

from flask import g, request
from werkzeug.datastructures import Authorization

from api.context import backing, now
from api.other_pages import READING
from consultation.acting import holds_any
from consultation.identity import Identity, authenticate_token
from consultation.own_password import PasswordDue
from consultation.roles import ROLES
from consultation.sign_in import sign_in
from engine.errors import Forbidden, InvalidRequest, Unauthenticated
from engine.transaction import reading

_LONGEST_CREDENTIAL = 512


class TokenReadsOnly(Forbidden):
    """这个访问令牌只能读，不能办。"""

    type = "token-reads-only"


class UnknownParameter(InvalidRequest):
    """网址里有这里不用的参数，请去掉后再试。"""

    status = 422


def admit(roles: frozenset[str], query: frozenset[str]) -> None:
    """Recognise who is asking and check the roles and the names of query parameters.

    Raises Unauthenticated, Forbidden, UnknownParameter.
    """
    g.identity = _recognise(request.authorization)
    if g.identity.reads_only and request.method not in READING:
        raise TokenReadsOnly
    if roles and not holds_any(g.identity, roles):
        names = "、".join(ROLES[role].name for role in sorted(roles))
        raise Forbidden(f"只有这些岗位能办：{names}。")
    _check_query(query)


def _recognise(given: Authorization | None) -> Identity:
    if given is None or given.type not in ("basic", "bearer"):
        raise Unauthenticated("请先登录：用账号和密码（Basic），或用访问令牌（Bearer）。")
    database, at = backing().engine.database, now()
    if given.type == "bearer":
        with reading(database) as connection:
            return authenticate_token(connection, _bounded(given.token), at)
    login, password = _bounded(given.username), _bounded(given.password)
    found = sign_in(database, login, password, request.remote_addr, at, backing().credentials)
    if found.must_change:
        raise PasswordDue
    return found


def _bounded(text: str | None) -> str:
    if text is None or len(text) > _LONGEST_CREDENTIAL or "\0" in text:
        raise Unauthenticated("登录信息的格式不对，请核对后再试。")
    return text


def _check_query(known: frozenset[str]) -> None:
    errors = {name: ["这里没有这个参数，请去掉。"] for name in request.args if name not in known}
    errors.update({name: ["这个参数只能写一次。"] for name, values in request.args.lists() if len(values) > 1})
    # PostgreSQL fails on it, and no name or text of ours holds it.
    errors.update({name: ["里面有空字符（%00），请去掉。"] for name, value in request.args.items() if "\0" in value})
    if errors:
        raise UnknownParameter(errors={name[:60]: found for name, found in errors.items()})
