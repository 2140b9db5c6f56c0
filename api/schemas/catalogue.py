"""The guidance catalogue as it is answered."""
from __future__ import annotations

import marshmallow as ma

from api.fields import Request, choice
from api.schemas.shapes import anything, number, word

EXAMPLE = {"default_lead": "村（社区）", "default_forms": ["会议协商"], "major": "否"}


class CatalogueQuery(Request):
    """What the catalogue is narrowed to."""

    kind = choice(("行政村", "城市社区"), "给行政村的，还是给城市社区的；不写是全部")


class CatalogueEntry(ma.Schema):
    """One guidance item."""

    id = word("编号，填在 catalogue_item 里", "V11")
    kind = word("适用", "行政村")
    category = word("类别", "公益事业类")
    number = number("在附件里的序号", 11)
    text = word("协商事项内容，文件原文", "村民认为需要兴办的村内其他集体生产生活公益事业")
    suggestions = anything("表里其余各列：由谁牵头、用什么形式、是不是重大事项等", EXAMPLE, kind="object")


class CatalogueList(ma.Schema):
    """The whole catalogue."""

    items = ma.fields.List(ma.fields.Nested(CatalogueEntry), metadata={"description": "照表里的次序"})
