"""What speaks against executing a model: each with the place an author can find in the Modeler."""
from __future__ import annotations

from dataclasses import dataclass

from lxml import etree


@dataclass(frozen=True, slots=True)
class Problem:
    """``message``: a Chinese sentence that says what to do. ``row`` (from 1), ``column`` (its label) and
    ``character`` (from 1) are of a decision table's cell; None where they do not apply.
    """

    message: str
    element: etree._Element | None = None
    decision: str | None = None
    row: int | None = None
    column: str | None = None
    character: int | None = None

    def place(self) -> str:
        """Where it is, as people say it: 决策「组织者」第 3 行「金额」列; "" when it is nowhere in particular."""
        place = f"决策「{self.decision[:60]}」" if self.decision else ""
        if self.row is not None:
            place += f"第 {self.row} 行"
        if self.column is not None:
            place += f"「{self.column[:60]}」列"
        if self.character is not None:
            place += f"第 {self.character} 个字符"
        return place

    def sentence(self) -> str:
        """The place and the message: 决策「组织者」第 3 行「金额」列：……"""
        place = self.place()
        return f"{place}：{self.message}" if place else self.message
