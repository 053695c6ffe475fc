"""The people of the drill, each with a browser that finds the portal behind its proxy."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.drill.partner import Partner
from tests.drill.site import CARD_PORT, ORIGIN, TRACKS_ORIGIN, Site
from tests.support.browser.chromium import HEADLESS
from tests.support.browser.desk import Desk
from tests.support.browser.person import COUNT_WINDOWS, Person, on_file
from tests.support.browser.traffic import Traffic
from tests.support.officers.officer import CARD, PIN, QUEUE, Officer
from tests.support.run.in_thread import carry_out
from tests.support.servers.process import Demo

# Its contact is not on file, so that a person decides.
COMPANY = "H1234567"
MARK = "測試環境"


@dataclass(frozen=True)
class People:
    """Makes people; ``cards`` is the card component's own page."""

    site: Site
    browser: Browser
    cards: Desk

    def sit_down(self) -> Person:
        context = self.browser.new_context(
            base_url=ORIGIN,
            locale="zh-TW",
            timezone_id="Asia/Taipei",
            viewport={"width": 1280, "height": 900},
            # The certificate is a throw-away one; curl and the partner's server verify it.
            ignore_https_errors=True,
        )
        traffic = Traffic(ORIGIN, self.cards.origin, partners={TRACKS_ORIGIN})
        traffic.listen(context)
        page = context.new_page()
        page.add_init_script(COUNT_WINDOWS)
        # Only its ports count: the component is where the demo's would be.
        place = Demo(self.site.folder, "", port=0, card_port=CARD_PORT)
        return Person(place, page, traffic)

    def officer(self, link: str) -> Officer:
        """Zhou, an administrator, who binds the card by the link of the terminal."""
        officer = Officer(self.sit_down())
        self.cards.insert(CARD)
        officer.page.goto(link)
        marked(officer.page)
        officer.person.press("開始綁定")
        officer.person.read_another_card(PIN)
        officer.person.press("確認送出")
        officer.person.sees(QUEUE)
        marked(officer.page)
        return officer

    def apply(self) -> Person:
        """Alice, who applies for a company and binds her card."""
        alice = self.sit_down()
        self.cards.insert("wang")
        typed = {name: value for name, value in on_file(COMPANY).items() if value}
        contact = {"contact_name": "測試・林聯絡", "contact_email": "lin@sample-tanker.example"}
        alice.submit({**typed, **contact})
        marked(alice.page)
        expect(alice.state).to_have_text("審核中")
        return alice

    def approve(self, officer: Officer) -> None:
        """Have the officer approve the case by the keyboard, as at the desk."""
        self.cards.insert(CARD)
        company = on_file(COMPANY)["company_name"]
        officer.page.reload()
        officer.open(company)
        officer.page.keyboard.press("a")
        expect(officer.page.get_by_role("dialog")).to_contain_text(company)
        officer.page.keyboard.press("Enter")
        said = officer.page.get_by_role("status").filter(has_text="已核准。")
        expect(said).to_be_visible()

    def activate(self, alice: Person) -> None:
        """Have Alice follow the link of the letter to the registered mailbox."""
        mailbox = on_file(COMPANY)["business_email"]
        link = carry_out(self.site.letter(mailbox, page="activate"))
        alice.page.goto(link)
        marked(alice.page)
        alice.press("開通帳號權限")
        expect(alice.state).to_have_text("已開通")

    def sign_in_at(self, partner: Partner) -> None:
        """Have another browser of Alice's come from the partner, sign in by card, and go back."""
        self.cards.insert("wang")
        alice = self.sit_down()
        alice.page.goto(partner.address())
        marked(alice.page)
        alice._sign("wang1234", "登入")
        alice.reads("請確認以下身分與提供的資料無誤")
        alice.press("同意並前往軌跡系統")
        alice.sees("Arrived")

    def explore(self, officer: Officer) -> None:
        """Have the officer look at GraphiQL, which is marked as every page is."""
        officer.page.goto("/graphiql")
        marked(officer.page)
        officer.page.screenshot(path=self.site.folder / "graphiql.png")


def marked(page: Page) -> None:
    """Require that a page says, in both languages, that it is of staging."""
    line = page.locator("p.staging")
    expect(line).to_be_visible()
    expect(line).to_contain_text(MARK)
    expect(line).to_contain_text("Staging")


@contextmanager
def people_of(site: Site) -> Iterator[People]:
    """Start Chromium, which finds the drill's names at the drill's ports."""
    expect.set_options(timeout=30_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=HEADLESS,
            ignore_default_args=["--disable-popup-blocking"],
            args=[f"--host-resolver-rules={site.resolver_rules}"],
        )
        try:
            yield People(site, browser, Desk(f"http://localhost:{CARD_PORT}"))
        finally:
            browser.close()
