"""Pages to sign in and out, and one's own: who one is here, and where one is signed in."""
from __future__ import annotations

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask import session as form_session
from werkzeug.wrappers import Response as AnyResponse

from consultation.brake import SignInHeld
from consultation.persons import held_posts
from consultation.sessions import end_session, end_sessions, list_sessions, open_session
from consultation.sign_in import sign_in
from engine.errors import NotFound, Unauthenticated
from engine.transaction import reading, writing
from web.context import backing
from web.session import current_session, forget, remember, safe_place, signed_in

_LONGEST = 256


def sign_in_page() -> str | AnyResponse:
    """The form; whoever is signed in goes on."""
    place = safe_place(request.args.get("next"))
    if current_session() is not None:
        return redirect(place or url_for("pages.mine"), 303)
    return render_template("login.html", login="", place=place)


def sign_in_done() -> AnyResponse | tuple[str, int, dict[str, str]]:
    """Check what was typed; a session in the browser, or the form again with what is wrong."""
    here, at = backing(), backing().clock()
    login, password = (request.form.get(name, "") for name in ("login", "password"))
    place = safe_place(request.form.get("next"))
    try:
        if not login or len(login) > _LONGEST or len(password) > _LONGEST or "\0" in login + password:
            raise Unauthenticated("账号或密码不对，请再试。")
        identity = sign_in(here.database, login, password, request.remote_addr, at)
    except (Unauthenticated, SignInHeld) as refused:
        page = render_template("login.html", login=login[:_LONGEST], place=place, refused=refused.message)
        wait = refused.details.get("retry_after")
        return page, refused.status, {"Retry-After": str(wait)} if wait else {}
    with writing(here.database) as connection:
        secret = open_session(connection, identity, request.remote_addr, request.headers.get("User-Agent", ""), at)
    form_session.clear()
    response = make_response(redirect(place or url_for("pages.mine"), 303))
    remember(response, secret)
    return response


def sign_out() -> AnyResponse:
    """End this session."""
    found = current_session()
    if found is not None:
        with writing(backing().database) as connection:
            end_session(connection, found.identity, found.id, request.remote_addr, backing().clock(), by_itself=True)
    form_session.clear()
    response: Response = make_response(redirect(url_for("pages.home"), 303))
    forget(response)
    return response


def mine() -> str:
    """Who one is here: name, posts, and the browsers where one is signed in. Raises Unauthenticated."""
    here, own = backing(), signed_in()
    at = here.clock()
    with reading(here.database) as connection:
        posts = held_posts(connection, own.identity.person_id, at)
        sessions = list_sessions(connection, own.identity, at, here.lifetime)
    return render_template("mine.html", own=own, posts=posts, sessions=sessions, zone=here.zone)


def end_one(session_id: str) -> AnyResponse:
    """End another session of one's own. Raises NotFound, Unauthenticated."""
    own = signed_in()
    if session_id == own.id:
        return sign_out()
    with writing(backing().database) as connection:
        if not end_session(connection, own.identity, session_id, request.remote_addr, backing().clock()):
            raise NotFound()
    flash("那一处已经退出。")
    return redirect(url_for("pages.mine"), 303)


def end_others() -> AnyResponse:
    """End all other sessions of one's own. Raises Unauthenticated."""
    own = signed_in()
    with writing(backing().database) as connection:
        ended = end_sessions(connection, own.identity, request.remote_addr, backing().clock(), but=own.id)
    flash(f"别处的 {ended} 个登录都退出了。" if ended else "别处没有登录。")
    return redirect(url_for("pages.mine"), 303)
