"""Cases by a piece of text, as quick among a million of them: an index of the characters and pairs in each one's text.

Chinese is written without spaces, so what is looked for is a run of characters. Whatever holds it holds its pairs too:
the index names the few cases that do, and the text itself decides. A text that many cases hold is found sooner by
reading lists from their beginning; a sample tells which it is.
"""
from __future__ import annotations

from itertools import pairwise
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from consultation.case_tables import case_texts
from consultation.visibility import CaseScope

#: A sample of neighbours, who share pages, at so many places of equal distance over all times.
PLACES, NEIGHBOURS = 10, 50
#: So many of the sample, and a page is full after a few thousand cases; fewer, and the index names few.
COMMON = 5
_TEXT = case_texts.c
#: SQLite's full-text table over the words (migration 0015); its rows are numbered as the texts are.
WORDS = sa.table("case_word", sa.column("rowid"), sa.column("words"), sa.column("case_word"))


def words(text: str) -> list[str]:
    """The characters of a text and its pairs of neighbours, each once. PostgreSQL's ``case_words`` does the same."""
    pairs = (first + second for first, second in pairwise(text))
    return list(dict.fromkeys([*text, *pairs]))


def keep_text(connection: Connection, instance_id: str, content: str) -> None:
    """Make ``content`` (in lower case) what a case is found by."""
    old = connection.execute(sa.select(_TEXT.id, _TEXT.content).where(_TEXT.instance_id == instance_id)).one_or_none()
    if old is None:
        made = connection.execute(case_texts.insert().values(instance_id=instance_id, content=content))
        row = made.inserted_primary_key[0]  # type: ignore[index]  # a row was made
    elif old.content == content:
        return
    else:
        connection.execute(case_texts.update().where(_TEXT.id == old.id).values(content=content))
        row = old.id
    if connection.dialect.name == "sqlite":
        if old is not None:
            connection.execute(WORDS.insert().values(case_word="delete", **word_row(row, old.content)))
        connection.execute(WORDS.insert().values(word_row(row, content)))


def word_row(row: int, content: str) -> dict[str, Any]:
    """What SQLite's index is told of a text; of the same text again with ``case_word="delete"`` to forget it."""
    return {"rowid": row, "words": _coded(words(content))}


def contains(
    files: sa.ColumnCollection[str, sa.ColumnElement[Any]], scope: CaseScope, text: str
) -> sa.ColumnElement[bool]:
    """Number and title for everyone, the content only where all of the case may be read: a search must tell nothing."""
    inside = sa.exists().where(_TEXT.instance_id == files.instance_id, _TEXT.content.contains(text, autoescape=True))
    return sa.or_(
        files.number.contains(text, autoescape=True), sa.func.lower(files.title).contains(text, autoescape=True),
        sa.and_(scope.covers(files.organisation), inside),
    )  # fmt: skip


def few_with(connection: Connection, text: str) -> sa.Select[Any] | None:
    """The instance ids of all cases that may hold ``text`` (in lower case), when they are few; otherwise None."""
    if not text:
        return None
    newest = connection.execute(sa.select(sa.func.max(_TEXT.id))).scalar_one() or 0
    ends = [newest - newest * place // PLACES for place in range(PLACES)]
    sample = sa.or_(*(_TEXT.id.between(end - NEIGHBOURS + 1, end) for end in ends))
    holding = sa.select(sa.func.count()).where(sample, _TEXT.content.contains(text, autoescape=True))
    if connection.execute(holding).scalar_one() >= COMMON:
        return None
    wanted = [text[place : place + 2] for place in range(len(text) - 1)] or [text]
    if connection.dialect.name == "sqlite":
        match = " AND ".join(_coded([word]) for word in dict.fromkeys(wanted))
        found = sa.select(WORDS.c.rowid).where(sa.literal_column("case_word").op("MATCH")(match))
        return sa.select(_TEXT.instance_id).where(_TEXT.id.in_(found))
    held = sa.func.case_words(_TEXT.content).op("@>")(sa.cast(wanted, sa.ARRAY(sa.Text)))
    return sa.select(_TEXT.instance_id).where(held)


def text_of(number: str, title: str, content: str) -> str:
    """What a case is found by: the lines of its number, its title and its topic's content, in lower case."""
    return "\n".join((number, title, content)).lower()


def _coded(found: list[str]) -> str:
    """Words as a full-text index takes them for words, whatever signs they hold."""
    return " ".join("x".join(f"{ord(sign):x}" for sign in word) for word in found)

