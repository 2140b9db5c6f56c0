"""What a person may write where an expression goes: FEEL, FEEL behind an equals sign, or the safe part of ${…}."""
from __future__ import annotations

import re
from collections.abc import Iterable

import feel
from engine.errors import ProductError
from engine.juel import NotReadable, quote, translate

DOLLAR = re.compile(r"\s*[$#]\{(.*)\}\s*", re.DOTALL)
MAX_PROPOSAL = 300
PART = re.compile(r"[$#]\{([^{}]*)\}")


class UnreadableExpression(ProductError):
    """表达式看不懂，请改正。"""

    status = 422
    type = "unreadable-expression"

    def __init__(self, message: str, column: int, proposal: str | None = None) -> None:
        """``column``: 1-based in what was written; ``proposal``: a FEEL text that probably says what was meant."""
        if proposal is not None and len(proposal) > MAX_PROPOSAL:
            proposal = None
        if proposal is not None:
            message = f"{message}建议改写为：{proposal}"
        super().__init__(message, column=column, proposal=proposal)
        self.column = column
        self.proposal = proposal


def read_expression(text: str, names: Iterable[str] = ()) -> feel.Expression:
    """The expression that ``text`` writes: ``=feel``, bare FEEL, or the safe part of ``${…}`` and ``#{…}``.

    ``names``: variables in scope, needed for those with blanks or operators in their names. The result's ``text``
    is FEEL. Raises UnreadableExpression.
    """
    if not text.strip():
        raise UnreadableExpression("表达式是空的，请填写，例如 outcome = \"协商成功\"。", 1)
    if len(text) > feel.DEFAULT.limits.text:
        raise UnreadableExpression(f"表达式太长（最多{feel.DEFAULT.limits.text}字）。", 1)
    wrapped = DOLLAR.fullmatch(text)
    if wrapped and "${" not in wrapped[1] and "#{" not in wrapped[1]:
        return read_feel(translate_dollar(wrapped[1], wrapped.start(1)), names, None)
    if PART.search(text) and not text.lstrip().startswith("="):
        raise refuse_mixture(text)
    body = text.lstrip()
    if body.startswith("="):
        body = body[1:]
    return read_feel(body, names, len(text) - len(body))


def read_feel(text: str, names: Iterable[str], shift: int | None) -> feel.Expression:
    """Parse FEEL that begins ``shift`` characters into what was written; None for a translated text."""
    try:
        return feel.parse(text, names)
    except feel.FeelSyntaxError as error:
        at_start = error.line == 1 and shift is not None
        column = error.column + (shift or 0) if at_start else error.column
        message = error.message
        if at_start and shift:
            message = message.replace(f"第{error.column}个字符", f"第{column}个字符", 1)
        raise UnreadableExpression(f"表达式看不懂。{message}", column if shift is not None else 1) from error
    except feel.LimitExceeded as error:
        raise UnreadableExpression(str(error), 1) from error


def translate_dollar(inner: str, shift: int) -> str:
    """The FEEL text of what stands between the braces; raises UnreadableExpression for all but the safe part."""
    try:
        translation = translate(inner)
    except NotReadable as error:
        column = error.offset + shift + 1
        raise UnreadableExpression(f"表达式看不懂。第{column}个字符：这里应当是{error.reason}。", column) from error
    if not translation.refused and translation.feel is not None:
        return translation.feel
    what, offset = translation.refused[0]
    column = offset + shift + 1
    advice = "" if translation.feel else "请改用 FEEL 表达式，只能读取流程变量，不能调用程序。"
    raise UnreadableExpression(f"第{column}个字符：不支持{what}。{advice}", column,
                               f"={translation.feel}" if translation.feel else None)


def refuse_mixture(text: str) -> UnreadableExpression:
    """The refusal of a text with ${…} inside, with the FEEL text that joins its parts."""
    pieces: list[str] = []
    end = 0
    proposal: str | None = None
    try:
        for match in PART.finditer(text):
            if text[end:match.start()]:
                pieces.append(quote(text[end:match.start()]))
            part = translate(match[1]).feel
            if part is None:
                raise NotReadable("", 0)
            pieces.append(f"string({part})")
            end = match.end()
        if text[end:]:
            pieces.append(quote(text[end:]))
        proposal = "=" + " + ".join(pieces)
    except NotReadable:
        proposal = None
    column = min(text.find(opening) for opening in ("${", "#{") if opening in text) + 1
    return UnreadableExpression(f"第{column}个字符：文字里不能夹带 ${{…}}。", column, proposal)
