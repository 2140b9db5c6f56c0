"""What an author probably meant by a sign that FEEL does not have, as a sentence to add to the error."""
from __future__ import annotations

WIDE = dict(zip("（），。；：＝＞＜＋－＊／［］｛｝“”‘’！？", "(),.;:=><+-*/[]{}\"\"''!?", strict=True))
#: Signs of other languages and of prose; those of two characters are found from either of them.
MEANT = {
    "&&": "「并且」写作 and。", "||": "「或者」写作 or。", "!=": "", "<>": "不相等写作 !=。", "≠": "不相等写作 !=。",
    "=>": "大于等于写作 >=。", "≥": "大于等于写作 >=。", "=<": "小于等于写作 <=。", "≤": "小于等于写作 <=。",
    "!": "「不是」写作 not(…)，不相等写作 !=。", "'": "文字请用双引号，例如 \"协商成功\"。",
    "、": "各项之间请用半角的逗号。", ";": "各项之间请用逗号。", "%": "百分数请写作小数，例如 50% 写作 0.5。",
    "$": "变量直接写名称，不用 ${…}。", "#": "变量直接写名称，不用 #{…}。",
}  # fmt: skip


def find_hint(text: str, offset: int) -> str:
    """A Chinese sentence on what stands at ``offset``; an empty string when there is nothing to say."""
    wide = WIDE.get(text[offset:offset + 1])
    if wide:
        return f"请把全角的「{text[offset]}」改为半角的 {wide}。"
    for sign in (text[offset:offset + 2], text[max(0, offset - 1):offset + 1], text[offset:offset + 1]):
        if sign in MEANT:
            return MEANT[sign]
    word = text[offset:].split(maxsplit=1)[:1]
    if word == ["is"]:
        return "是否等于写作 =，例如 a = null。"
    if text[max(0, offset - 1):offset].isdigit() and text[offset:offset + 1].isalpha():
        return "数后面不能带单位。"
    return ""
