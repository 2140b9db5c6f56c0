"""The guidance catalogue is read whole and verbatim, and a damaged file is refused by line."""
from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from consultation.catalogue import COLUMNS, Catalogue, CatalogueRefused, read_catalogue
from engine.errors import NotFound

SHIPPED = Path(__file__).parents[3] / "processes" / "catalogue.csv"
GOOD = "V11,行政村,公益事业类,11,其他公益事业,村,会议,2,VA24-3,否,—,按事项"


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    return read_catalogue(SHIPPED)


def write(path: Path, *lines: str, header: str = ",".join(COLUMNS)) -> Path:
    path.write_text("\n".join((header, *lines)) + "\n", encoding="utf-8")
    return path


def test_the_shipped_catalogue_has_27_village_and_29_community_items(shipped: Catalogue) -> None:
    assert Counter(item.kind for item in shipped.items) == {"行政村": 27, "城市社区": 29}
    assert [item.id for item in shipped.of_kind("行政村")] == [f"V{number:02d}" for number in range(1, 28)]
    assert [item.id for item in shipped.of_kind("城市社区")] == [f"C{number:02d}" for number in range(1, 30)]


def test_every_kind_has_six_categories(shipped: Catalogue) -> None:
    for kind in ("行政村", "城市社区"):
        assert len({item.category for item in shipped.of_kind(kind)}) == 6


def test_the_texts_keep_the_policys_own_slips(shipped: Catalogue) -> None:
    assert "等发的纠纷" in shipped.get("V18").text
    assert shipped.get("C14").text.count("环境卫生") == 2
    assert shipped.get("V07").text == "村集体土地征地补偿费、安置补助费和集体所有附着物补偿费的使用、分配"


def test_the_file_opens_in_a_spreadsheet_with_its_chinese_intact() -> None:
    assert SHIPPED.read_bytes().startswith("\ufeff".encode())


def test_flags_tell_which_laws_the_route_calls_up(shipped: Catalogue) -> None:
    assert shipped.get("V07").flags == {"assembly", "coop_law"}
    assert shipped.get("C13").flags == {"residents_assembly"}
    assert shipped.get("C28").flags == {"mediation", "owners_vote"}
    assert shipped.get("V19").flags == {"commissioned"}
    assert shipped.get("C15").flags == frozenset()


def test_an_article_on_publication_calls_up_no_assembly(shipped: Catalogue) -> None:
    assert shipped.get("V23").flags == {"welfare"}


def test_departments_are_split_and_open_ones_left_out(shipped: Catalogue) -> None:
    assert shipped.get("C15").departments == ("环保", "市监", "公安")
    assert shipped.get("V11").departments == ()


def test_an_unknown_item_is_not_found(shipped: Catalogue) -> None:
    with pytest.raises(NotFound, match="V99"):
        shipped.get("V99")


def test_the_version_changes_with_the_text(tmp_path: Path) -> None:
    before = read_catalogue(write(tmp_path / "a.csv", GOOD))
    same = read_catalogue(write(tmp_path / "b.csv", GOOD))
    after = read_catalogue(write(tmp_path / "c.csv", GOOD.replace("其他", "另外")))

    assert before.version == same.version
    assert before.version != after.version


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (GOOD.replace("V11", "11"), "第3行：编号“11”"),
        (GOOD.replace("行政村", "村"), "类型“村”"),
        (GOOD.replace(",11,", ",十一,"), "序号"),
        (GOOD.replace("其他公益事业", ""), "序号、类别、事项"),
        (GOOD.replace(",否,", ",也许,"), "重大事项“也许”"),
        (GOOD.replace("按事项", "民政/气象"), "没有“气象”这个部门"),
        (GOOD + ",多一列", "列数"),
        ("V12,行政村", "列数"),
        (GOOD.replace("V11", "V10"), "V10 出现了两次"),
        (GOOD.replace("其他公益事业", '"其他"公益'), "第3行读不懂"),
    ],
)
def test_a_damaged_line_is_refused_with_what_to_change(tmp_path: Path, line: str, complaint: str) -> None:
    path = write(tmp_path / "catalogue.csv", GOOD.replace("V11", "V10"), line)

    with pytest.raises(CatalogueRefused, match=complaint):
        read_catalogue(path)


def test_missing_columns_are_named(tmp_path: Path) -> None:
    path = write(tmp_path / "catalogue.csv", "V11,行政村", header="id,kind")

    with pytest.raises(CatalogueRefused, match="表头应当是：id、kind、category"):
        read_catalogue(path)


def test_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.csv"
    path.write_bytes(GOOD.encode("gb18030"))

    with pytest.raises(CatalogueRefused, match="UTF-8"):
        read_catalogue(path)
