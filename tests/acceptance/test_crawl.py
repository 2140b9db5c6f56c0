"""Every page that a link leads to, as everybody: nothing breaks, nothing comes from elsewhere, everybody can use it."""
from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urldefrag, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Response

from settings import PROJECT
from tests.acceptance.county import PASSWORD, County
from tests.acceptance.test_sign_in import NARROW, PEOPLE, address, sideways, sign_in

AXE = PROJECT / "node_modules" / "axe-core" / "axe.min.js"
#: What is read by programs, or saved.
NO_PAGES = ("/api/v1/", "/engine-rest", "/static/")
FILES = (".bpmn", ".dmn", ".json")
#: swagger-ui draws itself, for programmers; the page around it is ours.
EXCEPT = "{exclude: [['.swagger-ui']]}"
ITS_MAIN = "landmark-no-duplicate-main"
#: Whoever is signed in sees the same pages but for their head, and own ones: so many tell.
ENOUGH = 15
BEGIN = ("/", "/login", "/mine", "/nothing-here")


class Crawl:
    """A browser of one person that goes wherever links lead and writes down what is wrong."""

    def __init__(self, context: BrowserContext, county: County) -> None:
        self.home = address(county, "")
        self.page = context.new_page()
        self.wrong: list[str] = []
        self.at = ""
        self.page.on("pageerror", lambda error: self.note(f"script: {error}"))
        self.page.on("console", lambda message: self.note(message.text) if message.type == "error" else None)
        self.page.on("request", self._look_at)
        self.page.on("response", self._judge)

    def note(self, what: str) -> None:
        if "404 (NOT FOUND)" not in what or self.at != "/nothing-here":
            self.wrong.append(f"{self.at}: {what}")

    def _look_at(self, request: Request) -> None:
        if not request.url.startswith((self.home, "data:", "blob:")):
            self.note(f"asks for {request.url}")

    def _judge(self, response: Response) -> None:
        if response.status >= 500:
            self.note(f"{response.url} answered {response.status}")

    def pages(self) -> Iterator[tuple[str, Page]]:
        """Each page once, opened."""
        waiting, seen = list(BEGIN), set(BEGIN)
        while waiting:
            self.at = waiting.pop(0)
            self.page.goto(self.home + self.at, wait_until="networkidle")
            yield self.at, self.page
            for link in self.page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)"):
                place = urldefrag(link).url.removeprefix(self.home)
                if place.startswith("/") and place not in seen and not self._is_file(place):
                    seen.add(place)
                    waiting.append(place)

    def _is_file(self, place: str) -> bool:
        return place.startswith(NO_PAGES) or urlsplit(place).path.endswith(FILES)


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="zh-CN", viewport=NARROW)  # type: ignore[arg-type]  # a TypedDict of its own
    yield context
    context.close()


@pytest.mark.full
@pytest.mark.parametrize("login", [None, *PEOPLE])
def test_wherever_links_lead_it_holds(county: County, phone: BrowserContext, login: str | None) -> None:
    crawl = Crawl(phone, county)
    if login is not None:
        crawl.page.goto(address(county))
        sign_in(crawl.page, login, PASSWORD)
        crawl.page.wait_for_url(address(county, "/mine"))
    count = 0
    for place, page in crawl.pages():
        if login is not None and count == ENOUGH:
            break
        count += 1
        if sideways(page) > 0:
            crawl.note("scrolls sideways")
        if login is None or place.startswith("/mine"):  # all others are the same but for their head
            page.evaluate(AXE.read_text(encoding="utf-8"))
            for found in page.evaluate(f"axe.run({EXCEPT}).then(found => found.violations)"):
                if (place, found["id"]) == ("/api", ITS_MAIN):
                    continue
                nodes = "; ".join(str(node["target"]) for node in found["nodes"][:3])
                crawl.note(f"{found['id']} ({found['help']}): {nodes}")

    assert not crawl.wrong, "\n".join(crawl.wrong)
    assert count == ENOUGH if login else count > 20
