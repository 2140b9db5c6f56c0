"""The tables of people and places: organisations, persons, posts, accounts, access tokens."""
from __future__ import annotations

import sqlalchemy as sa

from engine.database import UtcDateTime, metadata

#: Compared byte by byte on every database, so that a subtree is one range of the index (see organisations.subtree).
BytewiseText = sa.String(255).with_variant(sa.String(255, collation="C"), "postgresql")

organisations = sa.Table(
    "organisation",
    metadata,
    sa.Column("code", sa.String(32), primary_key=True),
    sa.Column("name", sa.String(100), nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("parent", sa.String(32), sa.ForeignKey("organisation.code"), index=True),
    #: Codes from the root to this organisation: ``/6499/649902/64990203/``.
    sa.Column("path", BytewiseText, nullable=False, unique=True),
    #: A department's word in the policy (R-322), e.g. 民政; null for everything else.
    sa.Column("department", sa.String(32)),
)

persons = sa.Table(
    "person",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(100), nullable=False),
    sa.Column("phone", sa.String(32)),
)

posts = sa.Table(
    "post",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("person_id", sa.ForeignKey("person.id"), nullable=False, index=True),
    sa.Column("role", sa.String(32), nullable=False),
    sa.Column("organisation", sa.ForeignKey("organisation.code"), nullable=False),
    sa.Column("from_at", UtcDateTime, nullable=False),
    #: The first moment when the post is no longer held; null while it is open-ended.
    sa.Column("until_at", UtcDateTime),
    sa.Index("ix_post_organisation_role", "organisation", "role"),
)

accounts = sa.Table(
    "account",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("login", sa.String(64), nullable=False, unique=True),
    sa.Column("person_id", sa.ForeignKey("person.id"), nullable=False, unique=True),
    sa.Column("password_hash", sa.String(255), nullable=False),
    #: Somebody else has set the password.
    sa.Column("must_change", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("created_at", UtcDateTime, nullable=False),
)

access_tokens = sa.Table(
    "access_token",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("account_id", sa.ForeignKey("account.id"), nullable=False, index=True),
    sa.Column("name", sa.String(100), nullable=False),
    #: The part that is shown in lists and finds the row; the secret itself is kept as a digest only.
    sa.Column("prefix", sa.String(16), nullable=False, unique=True),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("reads_only", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("expires_at", UtcDateTime),
    sa.Column("revoked_at", UtcDateTime),
)
