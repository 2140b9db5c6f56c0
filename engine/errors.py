"""The family of errors that people are told about. A subclass's docstring is its default message in Chinese.

HTTP knows them through ``status`` and ``type`` only; the mapping itself stands in api/problems.py.
"""
from __future__ import annotations

from typing import Any


class ProductError(Exception):
    """系统出了问题，不是您填错了。请过几分钟再试。"""

    status = 500
    type = "internal"

    def __init__(self, message: str | None = None, **details: Any) -> None:
        """``message``: one Chinese sentence that says what to do; ``details``: JSON values for machines."""
        self.message = message or (self.__doc__ or "").strip()
        self.details = details
        super().__init__(self.message)


class NotFound(ProductError):
    """没有找到，或者您无权查看。"""

    status = 404
    type = "not-found"


class Conflict(ProductError):
    """这件事刚刚有人办过了。请刷新后再看。"""

    status = 409
    type = "conflict"


class Suspended(Conflict):
    """这件协商暂停了，恢复以后再办。"""

    type = "suspended"


class Forbidden(ProductError):
    """您的岗位不能做这一步。"""

    status = 403
    type = "forbidden"


class Unauthenticated(ProductError):
    """请先登录。"""

    status = 401
    type = "unauthenticated"


class InvalidRequest(ProductError):
    """填写的内容有问题，请改正后再提交。"""

    status = 422
    type = "invalid"


class InvalidSubmission(InvalidRequest):
    """还有内容要改，请看标出的各处。"""

    type = "invalid-submission"

    def __init__(self, errors: dict[str, Any], message: str | None = None) -> None:
        """``errors``: field path (``plan.place``, ``opinions[2].text``) to a list of Chinese sentences."""
        super().__init__(message, errors=errors)
        self.errors = errors


class DeploymentRefused(ProductError):
    """流程文件有问题，未部署。"""

    status = 400
    type = "deployment-refused"


class TooLarge(ProductError):
    """文件太大。"""

    status = 413
    type = "too-large"
