"""Why an administrator steps in: a sentence that the history keeps, never empty and never a book."""
from __future__ import annotations

from engine.errors import InvalidRequest

LONGEST_REASON = 500


def read_reason(text: str) -> str:
    """The reason without spaces around it. Raises InvalidRequest when it is empty or too long."""
    reason = text.strip()
    if not reason:
        raise InvalidRequest("请写明原因，办理记录里会留下。")
    if len(reason) > LONGEST_REASON:
        raise InvalidRequest(f"原因太长，请写在 {LONGEST_REASON} 个字以内。")
    return reason
