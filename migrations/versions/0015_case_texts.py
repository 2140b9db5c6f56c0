"""Texts of cases in a table of their own, with an index of their characters and pairs."""
from __future__ import annotations

from itertools import pairwise

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0015"
down_revision: str | None = "0014"

PAGE = 1000
WORDS = """
CREATE FUNCTION case_words(content text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 1000 AS $$
    SELECT coalesce(array_agg(DISTINCT word), '{}') FROM (
        SELECT sign AS word FROM unnest(string_to_array(content, NULL)) AS sign
        UNION ALL
        SELECT sign || lead(sign) OVER (ORDER BY place)
        FROM unnest(string_to_array(content, NULL)) WITH ORDINALITY AS signs(sign, place)
    ) AS words WHERE word IS NOT NULL
$$
"""
#: Texts change seldom and are looked for often: nothing waits in a list that every search reads from end to end.
GIN = "CREATE INDEX ix_case_text_words ON case_text USING gin (case_words(content)) WITH (fastupdate = off)"
COPIED = """
INSERT INTO case_text (instance_id, content)
SELECT instance_id, lower(number || char(10) || title || char(10) || search_text) FROM case_file
ORDER BY started_at, instance_id
"""
#: It keeps no copy of what it indexes: whoever changes a text tells it the old one, too.
FULL_TEXT = "CREATE VIRTUAL TABLE case_word USING fts5(words, content='', detail=none, columnsize=0, tokenize='ascii')"


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    random_id = sa.String(length=36) if sqlite else postgresql.UUID()
    op.create_table(
        "case_text",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("instance_id", random_id, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_case_text_instance_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_text")),
        sa.UniqueConstraint("instance_id", name=op.f("uq_case_text_instance_id")),
    )
    if sqlite:
        op.execute(COPIED)
        op.execute(FULL_TEXT)
        _fill()
    else:
        op.execute(COPIED.replace("char(10)", "chr(10)"))
        op.execute(WORDS)
        op.execute(GIN)
    op.execute("ALTER TABLE case_file DROP COLUMN search_text")


def _fill() -> None:
    connection = op.get_bind()
    last = 0
    while True:
        page = connection.execute(
            sa.text("SELECT id, content FROM case_text WHERE id > :last ORDER BY id LIMIT :page"),
            {"last": last, "page": PAGE},
        ).all()
        if not page:
            return
        connection.execute(
            sa.text("INSERT INTO case_word (rowid, words) VALUES (:row, :words)"),
            [{"row": row.id, "words": _words(row.content)} for row in page],
        )
        last = page[-1].id


def _words(text: str) -> str:
    pairs = (first + second for first, second in pairwise(text))
    words = dict.fromkeys([*text, *pairs])
    return " ".join("x".join(f"{ord(sign):x}" for sign in word) for word in words)
