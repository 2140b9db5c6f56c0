"""What people write behind a command: data, files, and who they are."""
from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from api.json_text import read_json
from composition import Product
from consultation.identity import Identity, identify
from engine.errors import InvalidRequest, NotFound
from engine.transaction import reading

#: What the history says about where the request came from.
ADDRESS = "cli"


def read_identity(product: Product, login: str) -> Identity:
    """The person of an account. Raises NotFound."""
    with reading(product.database) as connection:
        return identify(connection, login, product.engine.clock())


def read_data(text: str) -> Mapping[str, Any]:
    """JSON given as text, or as @file. Raises MalformedJson, InvalidRequest, NotFound."""
    data = read_json(read_content(Path(text[1:])) if text.startswith("@") else text.encode())
    if not isinstance(data, dict):
        raise InvalidRequest("内容要写成一个 JSON 对象，例如 '{\"title\": \"修路\"}'。")
    return data


def read_content(path: Path) -> bytes:
    """The file's bytes. Raises NotFound."""
    if not path.is_file():
        raise NotFound(f"没有 {path} 这个文件，请核对。")
    return path.read_bytes()
