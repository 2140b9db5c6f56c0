"""Pages of a long list by key: the cursor names the last row seen, so that nothing is skipped when rows are added."""
from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from engine.errors import InvalidRequest

Item = TypeVar("Item")
_LONGEST = 400
_STRANGE = "翻页标记不对，请从第一页重新开始。"


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Some rows, and the cursor of the next page; None on the last one."""

    items: tuple[Item, ...]
    next: str | None


def write_cursor(*keys: str | int | dt.datetime) -> str:
    """The cursor behind the row with these sort keys; opaque to clients."""
    plain = [key.isoformat() if isinstance(key, dt.datetime) else key for key in keys]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def read_cursor(cursor: str, kinds: tuple[type, ...]) -> tuple[Any, ...]:
    """The sort keys of a cursor, each of its kind (str, int, datetime). Raises InvalidRequest for anything else."""
    try:
        if len(cursor) > _LONGEST:
            raise ValueError("too long")
        keys = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
        return tuple(_key(key, kind) for key, kind in zip(keys, kinds, strict=True))
    except (ValueError, TypeError, OverflowError, binascii.Error, RecursionError) as error:
        raise InvalidRequest(_STRANGE) from error


def _key(key: Any, kind: type) -> Any:
    if kind is dt.datetime:
        moment = dt.datetime.fromisoformat(key)
        if moment.tzinfo is None:
            raise ValueError("a cursor's time is aware")
        return moment.astimezone(dt.UTC)
    if type(key) is not kind:
        raise ValueError("not of its kind")
    if (isinstance(key, int) and abs(key) > 2**53) or (isinstance(key, str) and "\0" in key):
        raise ValueError("no database keeps it")
    if isinstance(key, str):
        key.encode()  # half of a surrogate pair is a ValueError here, and would be one in the database
    return key
