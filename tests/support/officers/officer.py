"""A member of staff at the desk: signs in with the card, opens cases, decides them."""

import re
import sqlite3
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.support.browser.desk import Desk
from tests.support.browser.person import PRESS_AGAIN, Person, gone
from tests.support.browser.tables import carry_out_on
from tests.support.servers.process import Demo

CARD, PIN = "zhou", "zhou1234"
QUEUE = "待審案件"
# A card proof of long ago, as after a morning's work.
OLD_PROOF = "UPDATE session SET proven_at = '2020-01-01 00:00:00+00:00' WHERE kind = 'STAFF'"


def terminal_link(demo: Demo) -> str:
    """Read the administrator's link from what the demo's last start has said."""
    return re.findall(r"\S+/first-card#\S+", demo.said)[-1]


@dataclass(frozen=True)
class Officer:
    """A reviewer with one page of a browser, at the desk."""

    person: Person

    @property
    def page(self) -> Page:
        return self.person.page

    @property
    def heading(self) -> Locator:
        return self.page.get_by_role("heading", level=1)

    @property
    def rows(self) -> Locator:
        return self.page.locator(".queue tbody tr")

    @property
    def announced(self) -> Locator:
        return self.page.locator("#announced")

    def bind_first_card(self, reader: Desk) -> None:
        """Bind the administrator's card; that leads to the desk."""
        reader.insert(CARD)
        self.page.goto(terminal_link(self.person.demo))
        self.person.press("開始綁定")
        self.person.read_another_card(PIN)
        self.person.press("確認送出")
        self.person.sees(QUEUE)

    def sign_in_here(self) -> None:
        """Sign in on the desk's own page."""
        self.person.sees("登入審核台")
        self._sign("登入")

    def prove(self) -> None:
        """Sign in the dialog that an act has opened."""
        expect(self.page.get_by_role("dialog")).to_contain_text("請以自然人憑證簽章")
        self._sign("簽章並繼續")

    def let_proof_expire(self) -> None:
        carry_out_on(self.person.demo, OLD_PROOF)

    def open(self, company: str) -> None:
        self.page.get_by_role("link", name=company, exact=True).click()
        self.sees_case(company)

    def sees_case(self, company: str) -> None:
        """Wait for a case, whose heading has the focus."""
        self.person.sees(company)
        expect(self.heading).to_be_focused()
        expect(self.page.get_by_role("heading", name="審定", exact=True)).to_be_visible()

    def _sign(self, button: str) -> None:
        field = self.page.get_by_label("憑證卡片密碼", exact=True).and_(self.page.locator("input"))
        field.fill(PIN)
        with self.page.expect_popup() as opened:
            self.person.press(button)
            while self.page.get_by_text(PRESS_AGAIN).is_visible():
                self.person.press(button)
        gone(opened.value)


def waiting_companies(demo: Demo) -> list[str]:
    """Return the companies whose cases wait for a person, longest first."""
    with sqlite3.connect(demo.state / "gpszone.sqlite3") as database:
        found = database.execute(
            "SELECT company_name FROM application WHERE status = 'UNDER_REVIEW' AND for_person"
            " ORDER BY submitted_at"
        ).fetchall()
    return [name for (name,) in found]
