"""What can go wrong while a diagram runs. Each leaves the instance as it was and becomes an incident."""
from __future__ import annotations

from typing import Any

from engine.errors import ProductError


class ExecutionFailed(ProductError):
    """流程走到这一步出了问题，已通知管理员。您填的内容已保存，处理好后会继续。"""

    status = 409
    type = "incident"

    def __init__(self, message: str, *, element_id: str | None = None, **details: Any) -> None:
        super().__init__(message, element_id=element_id, **details)
        self.element_id = element_id


class ExpressionFailed(ExecutionFailed):
    """An expression could not be evaluated, or gave something that its place cannot take."""


class NoFlowChosen(ExecutionFailed):
    """No condition of a gateway holds and there is no default flow."""

    def __init__(self, element_id: str, name: str | None) -> None:
        super().__init__(f"网关「{name or element_id}」的条件没有一个成立，也没有默认分支", element_id=element_id)


class Standstill(ExecutionFailed):
    """Every token of the case waits at a join for one that can never come."""

    def __init__(self, element_id: str, name: str | None) -> None:
        super().__init__(
            f"流程停在网关「{name or element_id}」：它还在等别的分支，可是没有分支能再走到这里，请检查前面的网关",
            element_id=element_id,
        )


class LimitReached(ExecutionFailed):
    """A limit of steps, depth or open tokens was reached: the diagram runs away."""


class UnresolvedReference(ExecutionFailed):
    """A called process, form or group does not exist for this case."""
