"""The browser that tests are given draws Chinese."""
from __future__ import annotations

import pytest
from playwright.sync_api import Page


@pytest.mark.full
def test_chinese_text_has_glyphs(browser_page: Page) -> None:
    browser_page.set_content("<p><span>协</span></p><p><span>商</span></p>")
    glyphs = [browser_page.locator("span").nth(index).screenshot() for index in (0, 1)]

    assert glyphs[0] != glyphs[1]  # without a font both are the same empty box
