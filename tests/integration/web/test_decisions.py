"""The pages of decision tables: rules with their reasons, the file, the lists that lead there."""
from __future__ import annotations

import pytest
from lxml import html

from composition import PROCESSES
from consultation.bundles import deploy_bundle, read_bundle_files
from tests.errand.county import ErrandCounty
from tests.integration.web.test_pages import text_of

FILES = ("thresholds.dmn", "organiser.dmn", "implementer.dmn", "parameters.dmn")


@pytest.fixture
def tables(county: ErrandCounty) -> ErrandCounty:
    """The county with four of the files of decisions."""
    resources = {name: (PROCESSES / name).read_bytes() for name in FILES}
    deploy_bundle(county.product.engine, resources, name="表", source="test", person_id=None)
    return county


def test_a_table_is_read_rule_by_rule_with_its_reasons(tables: ErrandCounty) -> None:
    answer = tables.client().get("/decisions/thresholds")

    assert answer.status_code == 200
    tree = html.fromstring(answer.text)
    (rule,) = tree.xpath("//tr[@id='rule_village_must_consult']")
    cells = [cell.text_content() for cell in rule]
    assert cells == [
        "1", '"行政村"', ">= 2000", 'not("是")', '"应当协商"',
        "村级的这笔开支没有列入年度财务预算，单笔达到了标准〔R-221〕",
    ]  # fmt: skip
    shown = text_of(answer.text)
    assert "最多一行适用" in shown
    assert '没有一行适用时，要求是 "不作要求"' in shown


def test_a_decision_that_is_no_table_shows_its_expression(tables: ErrandCounty) -> None:
    assert "context(for" in text_of(tables.client().get("/decisions/parameters").text)


def test_the_file_is_given_as_it_was_deployed(tables: ErrandCounty) -> None:
    answer = tables.client().get("/decisions/thresholds.dmn")

    assert (answer.status_code, answer.mimetype) == (200, "application/xml")
    assert answer.data == (PROCESSES / "thresholds.dmn").read_bytes()


def test_the_first_page_lists_the_tables_by_their_numbers(tables: ErrandCounty) -> None:
    tree = html.fromstring(tables.client().get("/").text)

    links = tree.xpath("//section[@id='decisions']//a/@href")
    assert links[:3] == ["/decisions/organiser", "/decisions/implementer", "/decisions/thresholds"]
    assert "/decisions/parameters" in links[3:]


def test_without_tables_the_first_page_does_not_speak_of_them(county: ErrandCounty) -> None:
    assert "决策表" not in county.client().get("/").text


@pytest.mark.parametrize("path", ["/decisions/nothing", "/decisions/nothing.dmn", "/decisions/" + "x" * 500])
def test_a_table_that_is_not_there_gets_the_page_for_it(tables: ErrandCounty, path: str) -> None:
    answer = tables.client().get(path)

    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert "没有找到这一页" in answer.text


def test_a_table_s_page_holds_under_the_strict_policy(tables: ErrandCounty) -> None:
    tree = html.fromstring(tables.client().get("/decisions/organiser").text)

    assert len(tree.xpath("//h1")) == 1
    assert tree.xpath("//script[not(@src)]") == tree.xpath("//style") == tree.xpath("//*[@style]") == []


def test_a_diagram_s_page_leads_to_the_tables_that_it_asks(county: ErrandCounty) -> None:
    paths = [PROCESSES / "advice.bpmn", *PROCESSES.glob("*.dmn")]
    deploy_bundle(county.product.engine, read_bundle_files(paths), name="建议", source="test", person_id=None)

    tree = html.fromstring(county.client().get("/diagrams/advice").text)

    (step,) = tree.xpath("//section[@id='steps']//li[@id='suggest_lead']")
    assert step.xpath(".//a/@href") == ["/decisions/organiser"]
    assert "决策表" in step.text_content()
