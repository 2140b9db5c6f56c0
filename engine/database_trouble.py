"""What the database raises on its own account, and what people are told of it."""
from __future__ import annotations

from sqlalchemy.exc import DisconnectionError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted

from engine.errors import ProductError

#: Locked, full, read-only, restarting or gone.
DATABASE_TROUBLE = (DisconnectionError, InterfaceError, InternalError, OperationalError, PoolExhausted)
#: In what the drivers say.
_FULL = ("disk is full", "disk full", "no space left", "could not extend file", "could not write to file")
_READ_ONLY = ("readonly database", "read-only transaction", "attempt to write a readonly")


class DatabaseAway(ProductError):
    """数据库暂时用不了，这次没有存下。您填的内容请先留着，过一会儿再试。"""

    status = 503
    type = "database-away"


def is_trouble_of_database(error: BaseException) -> bool:
    """Whether nothing is wrong with what was tried: it is tried again without counting."""
    return isinstance(error, DATABASE_TROUBLE)


def explain(error: BaseException) -> DatabaseAway:
    """What to tell whoever asked, of an error for which ``is_trouble_of_database`` holds."""
    said = str(getattr(error, "orig", None) or error).lower()
    if any(words in said for words in _FULL):
        return DatabaseAway("服务器的磁盘满了，这次没有存下。您填的内容请先留着，并告诉管理员腾出空间。")
    if any(words in said for words in _READ_ONLY):
        return DatabaseAway("数据库现在只能读，不能写，这次没有存下。您填的内容请先留着，并告诉管理员。")
    return DatabaseAway()
