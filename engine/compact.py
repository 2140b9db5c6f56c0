"""Column types for what stands in many rows and indexes: 16 bytes for a random id, 32 for a hash, texts in Python.

In texts they would be more than half of what a case takes on disk. PostgreSQL has a type for the one; SQLite keeps
bytes in the columns that were declared as texts, whose affinity leaves bytes alone.
"""
from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.exc import DontWrapMixin
from sqlalchemy.types import TypeEngine

from engine.errors import NotFound

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


class NoSuchId(NotFound, DontWrapMixin):
    """没有找到，或者您无权查看。"""


def found(connection: Connection, query: sa.Select[Any], values: dict[str, Any] | None = None) -> Any:
    """The one row of a query, or None: for whoever says in his own words that there is nothing, odd ids included."""
    try:
        return connection.execute(query, values).one_or_none()
    except NoSuchId:
        return None


class RandomId(sa.types.TypeDecorator[str]):
    """A UUID in its usual form. Any other text raises NoSuchId: it stands nowhere, so nothing has it."""

    impl = sa.String(36)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        kind = postgresql.UUID(as_uuid=False) if dialect.name == "postgresql" else self.impl_instance
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: str | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if not _ID.fullmatch(value):
            raise NoSuchId
        return bytes.fromhex(value.replace("-", "")) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        if not isinstance(value, bytes):
            return value  # type: ignore[no-any-return]  # a text or nothing
        digits = value.hex()
        return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


class Digest(sa.types.TypeDecorator[str]):
    """A hash or a salt in lower-case hexadecimal digits, so many at most. Raises ValueError for any other text."""

    impl = sa.String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(postgresql.BYTEA() if dialect.name == "postgresql" else self.impl_instance)

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else bytes.fromhex(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        return value.hex() if isinstance(value, bytes) else value
