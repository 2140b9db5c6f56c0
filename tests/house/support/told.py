"""The exact sentences of deployment about what is drawn here for that purpose."""

from __future__ import annotations

from tests.unit.engine.deployment.drawing import file, read

EXECUTED, DOCUMENTED, REFUSED, WARNED = "执行", "只作说明", "不能部署", "提醒"


class NothingTold(AssertionError):
    """A drawing that was to be refused or warned of was not."""


def sentence(content: str, root: str = "", *, severity: str = "error", about: str = "", process: str = "") -> str:
    """What deployment says of a drawing, without the element's name. ``about``: part of the sentence that is meant.

    Raises NothingTold.
    """
    found = read(file(content, root, process=process)).findings.listed
    for finding in found:
        if finding.severity == severity and about in finding.message:
            return finding.message
    raise NothingTold(f"{severity} {about!r} of {content}: {[finding.sentence() for finding in found]}")


def cell(text: str) -> str:
    """The text in a cell of a table."""
    return text.replace("|", "\\|").replace("\n", " ")


def row(*cells: str) -> str:
    """A line of a table."""
    return f"| {' | '.join(cell(text) for text in cells)} |"


def table(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    """A table's lines."""
    return [row(*header), "|" + "|".join("---" for _ in header) + "|", *(row(*cells) for cells in rows)]


def name_tests(names: list[str], most: int = 2) -> str:
    """Constructs as the document names them."""
    return "；".join(f"`{name}`" for name in names[:most])
