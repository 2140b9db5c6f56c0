"""The page that lists every sentence of the policy with the elements that carry it out, and those still open."""
from __future__ import annotations

from flask import render_template

from consultation.coverage import by_place, count_covered, read_coverage
from engine.transaction import reading
from web.context import backing


def coverage() -> str:
    """What is covered and what is not, grouped by the policy's place; the procedure is public."""
    with reading(backing().database) as connection:
        found = read_coverage(connection, backing().requirements)
    covered = count_covered(found)
    return render_template("coverage.html", places=list(by_place(found)), covered=covered, total=len(found))
