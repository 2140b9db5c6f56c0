"""People of every level sign in with a browser, on a phone, with the keyboard, without scripts, and see their posts."""
from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.acceptance.county import PASSWORD, County

pytestmark = pytest.mark.full
#: Two villages, a township and who inspects it, a department, the county: login, and a post that the page names.
PEOPLE = {
    "donggou-clerk": "档案员", "xinyuan-committee": "村（居）民委员会", "liuquan-gov": "乡镇政府（开发区管委会）",
    "liuquan-ji": "乡镇（开发区）纪委（纪工委）", "dept-xinfang": "县级部门", "county-civil": "县民政局（协商工作）",
}  # fmt: skip
NARROW, WIDE = {"width": 360, "height": 740}, {"width": 1280, "height": 800}


def address(county: County, path: str = "/login") -> str:
    return f"http://127.0.0.1:{county.port}{path}"


def sign_in(page: Page, login: str, password: str = PASSWORD) -> None:
    page.get_by_label("账号").fill(login)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录", exact=True).click()


def sideways(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize("login", PEOPLE)
@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["phone", "desk"])
def test_each_signs_in_sees_their_posts_and_signs_out(
    county: County, browser_page: Page, login: str, size: dict[str, int], tmp_path: Path
) -> None:
    page = browser_page
    page.set_viewport_size(size)  # type: ignore[arg-type]  # its type is a TypedDict of its own
    page.goto(address(county, "/mine"))
    expect(page).to_have_url(address(county, "/login?next=/mine"))
    assert sideways(page) <= 0

    sign_in(page, login)

    expect(page).to_have_url(address(county, "/mine"))
    expect(page.locator("#posts")).to_contain_text(PEOPLE[login])
    assert sideways(page) <= 0
    page.get_by_role("button", name="退出登录").click()
    expect(page).to_have_url(address(county, "/"))
    page.goto(address(county, "/mine"))
    expect(page.get_by_role("button", name="登录", exact=True)).to_be_visible()


def test_a_wrong_password_is_told_beside_what_was_typed(county: County, browser: Browser) -> None:
    context = browser.new_context(locale="zh-CN")  # Chromium writes a 401 onto its console
    page = context.new_page()
    page.goto(address(county))
    with page.expect_response(address(county)) as answered:
        sign_in(page, "donggou-clerk", "a-guess")

    assert answered.value.status == 401
    expect(page.get_by_role("alert")).to_contain_text("账号或密码不对")
    expect(page.get_by_label("账号")).to_have_value("donggou-clerk")
    expect(page.get_by_label("密码")).to_have_value("")
    context.close()


def test_the_keyboard_is_enough(county: County, browser_page: Page) -> None:
    page = browser_page
    page.goto(address(county))
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("账号")).to_be_focused()
    page.keyboard.type("donggou-clerk")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")

    expect(page).to_have_url(address(county, "/mine"))


def test_without_scripts_it_works_alike(county: County, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(address(county))
    sign_in(page, "donggou-clerk")

    expect(page.locator("#posts")).to_contain_text("东沟村")
    page.get_by_role("button", name="退出登录").click()
    expect(page).to_have_url(address(county, "/"))
    context.close()


def test_one_s_own_pages_fit_a_phone(county: County, browser_page: Page) -> None:
    page = browser_page
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]  # as above
    page.goto(address(county))
    sign_in(page, "donggou-clerk")
    page.get_by_role("link", name="给程序用的访问令牌").click()
    assert sideways(page) <= 0
    page.get_by_label("做什么用").fill("报表程序")
    page.get_by_role("button", name="发令牌").click()
    expect(page.locator("#issued code")).to_contain_text("xs_")
    assert sideways(page) <= 0

    page.goto(address(county, "/mine/password"))
    assert sideways(page) <= 0
    page.get_by_label("原来的密码").fill(PASSWORD)
    page.get_by_label("新密码", exact=True).fill("四个不相干的词语放在一起")
    page.get_by_label("再填一次新密码").fill("四个不相干的词语放在一起")
    page.get_by_role("button", name="改密码").click()
    expect(page.get_by_role("status")).to_contain_text("密码改好了")
