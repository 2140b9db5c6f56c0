"""New names: context keys, parameters and iteration variables, whose end is told by what follows them."""
from __future__ import annotations

from feel.grammar.cursor import BACKTICK, Cursor
from feel.grammar.names import NAME_SYMBOLS, name_parts, normal, starts_name


def read_label(reader: Cursor) -> str | None:
    """``name:``, moving over the colon; None, without moving, when that is not what comes next."""
    reader.skip()
    start = reader.position
    quoted = BACKTICK.match(reader.text, start)
    end = quoted.end() if quoted else name_end(reader.text, start)
    if end == start:
        return None
    reader.position = end
    if not reader.take(":"):
        reader.position = start
        return None
    return quoted[1] if quoted else normal(reader.text[start:end])


def read_new_name(reader: Cursor, stops: str = "", stop_word: str = "") -> str:
    """A new name up to one of ``stops`` or to ``stop_word``; raises FeelSyntaxError when there is none."""
    reader.skip()
    start = reader.position
    quoted = BACKTICK.match(reader.text, start)
    if quoted:
        reader.position = quoted.end()
        return quoted[1]
    end = start
    if reader.text[start:start + 1] and starts_name(reader.text[start]):
        for part, part_end in name_parts(reader.text, start):
            if (part == stop_word and end > start) or part in stops:
                break
            end = part_end
    if end == start:
        reader.fail("一个名称", "a name")
    reader.position = end
    return normal(reader.text[start:end])


def name_end(text: str, start: int) -> int:
    """The end of the words and name symbols at ``start``; ``start`` when no name begins there."""
    if not text[start:start + 1] or not starts_name(text[start]):
        return start
    end = start
    for _, part_end in name_parts(text, start):
        end = part_end
    return end if text[end - 1] not in NAME_SYMBOLS else start
