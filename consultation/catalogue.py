"""The guidance catalogue of annexes 1 and 2: what is consulted about in villages and communities, as editable data."""
from __future__ import annotations

import csv
import hashlib
import io
import re
from dataclasses import dataclass
from pathlib import Path

from consultation.roles import DEPARTMENTS
from engine.errors import NotFound, ProductError

COLUMNS = (
    "id", "kind", "category", "no", "item_text_verbatim", "default_lead", "default_form", "mechanism",
    "statutory_route", "major", "masking", "departments",
)  # fmt: skip
KINDS = ("行政村", "城市社区")
MAJOR = ("是", "否", "人工", "安全急")

#: Which law or procedure a code of the column statutory_route calls up; whether it binds a case is for the tables.
_FLAGS = {
    "VA24": "assembly",
    "VL3": "assembly",
    "VL27": "assembly",
    "CE26": "coop_law",
    "LC52": "land_law",
    "EL": "election_law",
    "OW278": "owners_vote",
    "RA": "residents_assembly",
    "MED": "mediation",
    "WD": "welfare",
    "受委托": "commissioned",
}
_ROUTE_CODE = re.compile(r"受委托|([A-Z]{2,3})[0-9]*")
#: Words of the column departments that leave the choice to a person.
_NO_DEPARTMENT = frozenset({"按事项", "—", ""})


class CatalogueRefused(ProductError):
    """协商目录文件有问题，没有采用。请改正后再试。"""

    status = 422
    type = "catalogue-refused"


@dataclass(frozen=True, slots=True)
class CatalogueItem:
    """One guidance item; ``text`` is the policy's own, the drafts beside it belong to the process owner."""

    id: str
    kind: str
    category: str
    number: int
    text: str
    lead: str
    form: str
    mechanism: str
    statutory_route: str
    major: str
    masking: str
    departments: tuple[str, ...]
    flags: frozenset[str]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All items in the file's order; ``version`` is the digest of the file, so that a case can name what it saw."""

    version: str
    items: tuple[CatalogueItem, ...]

    def get(self, item_id: str) -> CatalogueItem:
        """The item with this id, e.g. ``V11``. Raises NotFound."""
        found = next((item for item in self.items if item.id == item_id), None)
        if found is None:
            raise NotFound(f"协商目录里没有 {item_id} 这一项，请重新选。")
        return found

    def of_kind(self, kind: str) -> tuple[CatalogueItem, ...]:
        """The items for 行政村 or 城市社区."""
        return tuple(item for item in self.items if item.kind == kind)


def read_catalogue(path: Path) -> Catalogue:
    """Read the CSV file (UTF-8, BOM or none, columns as in COLUMNS). Raises CatalogueRefused naming the line."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CatalogueRefused("协商目录文件不是 UTF-8 编码，请另存为“CSV UTF-8”后再试。") from error
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise CatalogueRefused(f"协商目录文件第{reader.reader.line_num}行读不懂，请检查引号和逗号。") from error
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise CatalogueRefused(f"协商目录文件的表头应当是：{'、'.join(COLUMNS)}。请改正。")
    items = tuple(_item(line, row) for line, row in rows)
    _refuse_repeated(items)
    return Catalogue(hashlib.sha256(raw).hexdigest()[:16], items)


def _item(line: int, row: dict[str, str]) -> CatalogueItem:
    if None in row or None in row.values():
        raise CatalogueRefused(f"协商目录文件第{line}行的列数不对，请改正。")
    departments = tuple(word for word in row["departments"].split("/") if word not in _NO_DEPARTMENT)
    problem = _problem(row, departments)
    if problem:
        raise CatalogueRefused(f"协商目录文件第{line}行：{problem}，请改正。")
    return CatalogueItem(
        id=row["id"],
        kind=row["kind"],
        category=row["category"],
        number=int(row["no"]),
        text=row["item_text_verbatim"],
        lead=row["default_lead"],
        form=row["default_form"],
        mechanism=row["mechanism"],
        statutory_route=row["statutory_route"],
        major=row["major"],
        masking=row["masking"],
        departments=departments,
        flags=_flags(row["statutory_route"]),
    )


def _flags(route: str) -> frozenset[str]:
    # A law is meant by one article (VA24; VL30 is publication, no assembly) or as a whole (RA15 and RA10 alike).
    found = (_FLAGS.get(match[0]) or _FLAGS.get(match[1] or "") for match in _ROUTE_CODE.finditer(route))
    return frozenset(flag for flag in found if flag)


def _problem(row: dict[str, str], departments: tuple[str, ...]) -> str | None:
    if not re.fullmatch(r"[A-Z][0-9]{2,3}", row["id"]):
        return f"编号“{row['id']}”应当是一个字母加两三位数字"
    if row["kind"] not in KINDS:
        return f"类型“{row['kind']}”应当是{'或'.join(KINDS)}"
    if not row["no"].isdecimal() or not row["category"] or not row["item_text_verbatim"]:
        return "序号、类别、事项都要填"
    if row["major"] not in MAJOR:
        return f"重大事项“{row['major']}”应当是{'、'.join(MAJOR)}之一"
    unknown = [word for word in departments if word not in DEPARTMENTS]
    return f"没有“{unknown[0]}”这个部门" if unknown else None


def _refuse_repeated(items: tuple[CatalogueItem, ...]) -> None:
    seen: set[str] = set()
    for item in items:
        if item.id in seen:
            raise CatalogueRefused(f"协商目录文件里编号 {item.id} 出现了两次，请改正。")
        seen.add(item.id)
