"""The document of what is supported, made from the tests."""

from __future__ import annotations

from pathlib import Path

from tests.house.support import behaviours, elements, events, rules, settings

PATH = Path("docs/元素支持.md")
HEAD = """\
# 元素支持

BPMN 2.0 的每个元素、每种事件在每个地方、每个标记和设置，要么照标准执行，要么在部署时用下面这句话拒绝，没有“部分支持”。
这一页由 `tools/support_table.py` 从测试里生成，不要手改。
怎么画见[流程管理员](流程管理员.md#能画什么)，例子见[画法示例](画法示例.md)。

- **执行**：后面是证明它的测试，名称是英文的一句话，在 `tests/acceptance/constructs/` 的表里。
  每一个都通过接口部署、发起、办理，每一步之后只凭数据库里存的接着走。
- **只作说明**：给人看的，或者写了等于没写；执行时不看。
- **提醒**：可以部署，部署时提醒这一句。
- **不能部署**：部署时说的就是这一句，前面加上元素的名称和编号。
"""


def document() -> str:
    """Its whole text."""
    parts = [
        section() for section in (elements.section, events.section, behaviours.section, settings.section, rules.section)
    ]
    return "\n".join([HEAD, *("\n".join(part) + "\n" for part in parts)])
