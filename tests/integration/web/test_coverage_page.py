"""The page that says which sentence of the policy is carried out by which step."""
from __future__ import annotations

import csv

from lxml import html

from app import REQUIREMENTS
from tests.errand.county import ErrandCounty


def test_every_requirement_stands_on_the_page_with_what_covers_it(county: ErrandCounty) -> None:
    with REQUIREMENTS.open(encoding="utf-8-sig", newline="") as lines:
        requirements = {row["id"]: row["text"] for row in csv.DictReader(lines)}

    answer = county.client().get("/coverage")

    rows = {row.get("id"): row for row in html.fromstring(answer.text).xpath("//tbody/tr")}
    assert rows.keys() == requirements.keys()
    assert all(requirements[key] in row.text_content() for key, row in rows.items())
    covered = [key for key, row in rows.items() if row.xpath(".//a/@href") == ["/diagrams/errand#check"]]
    assert covered == ["R-284"]
    open_ones = [key for key, row in rows.items() if "尚未覆盖" in row.text_content()]
    assert len(open_ones) == len(requirements) - 1
    assert f"尚未覆盖 {len(open_ones)} 条" in " ".join(html.fromstring(answer.text).text_content().split())


def test_a_link_leads_to_the_step_on_the_diagram_s_page(county: ErrandCounty) -> None:
    page = html.fromstring(county.client().get("/diagrams/errand").text)

    assert "核对" in page.get_element_by_id("check").text_content()


def test_the_first_page_leads_to_the_coverage(county: ErrandCounty) -> None:
    links = {link for _, _, link, _ in html.fromstring(county.client().get("/").text).iterlinks()}

    assert "/coverage" in links
