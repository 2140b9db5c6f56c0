"""The errors of forms: a file that is no form, an answer that does not fit."""
from __future__ import annotations

from engine.errors import ProductError


class UnreadableForm(ProductError):
    """这个文件不是表单。请上传 Camunda Modeler 保存的 .form 文件。"""

    status = 400
    type = "unreadable-form"


class Unfit(ValueError):
    """An answer that its field cannot take; the text is the Chinese sentence for the person who wrote it."""
