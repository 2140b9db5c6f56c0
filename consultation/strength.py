"""How hard a password is to guess: common ones, names, dates and keyboard rows are known, whatever signs they hold."""
from __future__ import annotations

from collections.abc import Iterable

from engine.errors import InvalidRequest

#: zxcvbn's score from 0 to 4: at 3 a stolen hash is safe from anybody's evening.
WANTED = 3
#: Beyond this the estimate would cost more than it tells.
_LOOKED_AT = 72


class WeakPassword(InvalidRequest):
    """这个密码太容易被猜到，请换一个更长、更少见的，例如几个不相干的词连在一起。"""


def refuse_weak(password: str, told: Iterable[str]) -> None:
    """Raise WeakPassword for one that is easily guessed. ``told``: what is known of the person, e.g. login and name."""
    from zxcvbn import zxcvbn  # type: ignore[import-untyped]  # its lists take 15 MB, and most processes never see a new password

    if zxcvbn(password[:_LOOKED_AT], user_inputs=list(told))["score"] < WANTED:
        raise WeakPassword
