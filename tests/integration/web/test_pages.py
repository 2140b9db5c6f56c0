"""The pages: what runs here, the diagrams, the interface, and errors."""
from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import html

from app import create_app
from consultation.demo.account_list import DemoAccount, DemoPost, write_accounts
from settings import Settings
from tests.errand.county import ERRAND, ErrandCounty

ACCOUNT = DemoAccount(
    "clerk", "杨文书<b>", "a-demo-password", "token", (DemoPost("village_committee", "村委会", "64990203", "东沟村"),)
)


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", html.fromstring(page).text_content())


def test_the_first_page_names_the_diagrams_and_the_demo_accounts(county: ErrandCounty) -> None:
    write_accounts(county.product.settings.demo_accounts, [ACCOUNT])

    answer = county.client().get("/")

    assert answer.status_code == 200
    links = {link for _, _, link, _ in html.fromstring(answer.text).iterlinks()}
    assert {"/diagrams/errand", "/api"} <= links
    shown = text_of(answer.text)
    assert "办一件小事" in shown
    assert "a-demo-password" in shown
    assert "东沟村 村委会" in shown
    assert "杨文书<b>" in shown  # as text, not as a tag


def test_outside_a_demonstration_no_account_is_shown(county: ErrandCounty, tmp_path: Path) -> None:
    write_accounts(county.product.settings.demo_accounts, [ACCOUNT])
    settings = Settings(data_dir=tmp_path, demo=False, secret_key="s" * 40)

    page = create_app(settings, database=county.product.database).test_client().get("/").text

    assert "a-demo-password" not in page
    assert "演示账号" not in page


def test_a_diagram_s_page_brings_its_file_and_its_steps_without_login(county: ErrandCounty) -> None:
    answer = county.client().get("/diagrams/errand")

    tree = html.fromstring(answer.text)
    (place,) = tree.xpath("//a[@download]/@href")
    assert county.client().get(place).data == (ERRAND / "errand.bpmn").read_bytes()
    shown = text_of(answer.text)
    assert "R-284" in shown
    assert shown.index("核对") < shown.index("审核")


@pytest.mark.parametrize("path", ["/diagrams/nothing", "/diagrams/nothing.bpmn", "/diagrams/" + "x" * 500, "/nothing"])
def test_what_is_missing_gets_the_page_for_it(county: ErrandCounty, path: str) -> None:
    answer = county.client().get(path)

    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert "没有找到这一页" in answer.text


@pytest.mark.parametrize("path", ["/", "/diagrams/errand", "/api", "/nothing"])
def test_pages_are_chinese_and_hold_under_the_strict_policy(county: ErrandCounty, path: str) -> None:
    answer = county.client().get(path)

    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'self';")
    tree = html.fromstring(answer.text)
    assert tree.get("lang") == "zh-CN"
    assert tree.xpath("//meta[@name='viewport']")
    assert len(tree.xpath("//h1")) == 1
    assert tree.xpath("//script[not(@src)]") == tree.xpath("//style") == tree.xpath("//*[@style]") == []
    assert not [link for _, _, link, _ in tree.iterlinks() if link.startswith(("http", "//", "javascript"))]


def test_the_interface_s_page_reads_our_document(county: ErrandCounty) -> None:
    tree = html.fromstring(county.client().get("/api").text)

    assert tree.xpath("//@data-openapi-url") == ["/api/v1/openapi.json"]


def test_healthz_says_whether_the_procedure_is_there(county: ErrandCounty) -> None:
    answer = county.client().get("/healthz")

    assert (answer.status_code, answer.json) == (200, {"status": "ok"})
