"""An applicant at the screen: types, presses, reads, opens the mail."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from playwright.sync_api import BrowserContext, Locator, Page, expect

from models.company.company import FIELDS
from models.company.declaration import FieldGroup
from tests.support.browser.traffic import Traffic
from tests.support.paths import ROOT
from tests.support.servers.process import Demo

REGISTRY = ROOT / "web/demo/registry.json"
# By the labels of form 1/2; the values by the names of the demo's registry.
LABELS = {field.attribute: its.label.zh for field, its in FIELDS.items()}
# What each page of form 1/2 asks for, and its heading.
FORM_1 = "帳號申請（1/2）：基本資料填寫"
MAILING = "帳號申請（1/2）：郵寄資料"
CONTACT = "帳號申請（1/2）：聯絡資料"
PAGES = {
    FORM_1: FieldGroup.BUSINESS,
    MAILING: FieldGroup.MAILING,
    CONTACT: FieldGroup.CONTACT,
}
ASKED_ON = {
    page: tuple(field.attribute for field, its in FIELDS.items() if its.group is group)
    for page, group in PAGES.items()
}
FORM_2 = "帳號申請（2/2）：自然人憑證綁定"
PASSED = "帳號申請認證"
NOT_PASSED = "帳號申請審核未通過"
PRESS_AGAIN = re.compile("^(正在準備，請稍候再按一次。|準備好了，請再按一次。)$")
# The clicks of the page, and the windows that were opened in each.
COUNT_WINDOWS = """
  const open = window.open;
  window.clicks = 0;
  window.opened = [];
  addEventListener('click', () => window.clicks++, true);
  window.open = (...given) => {
    window.opened.push({ click: window.clicks, active: navigator.userActivation.isActive });
    return open.apply(window, given);
  };
"""


def on_file(control_number: str = "A0000006") -> dict[str, str]:
    """Return a company as the demo's registry has it."""
    rows = json.loads(REGISTRY.read_text(encoding="utf-8"))
    [found] = [row for row in rows if row["control_number"] == control_number]
    return dict(found)


@dataclass(frozen=True)
class Person:
    """A person with one page of a browser of their own."""

    demo: Demo
    page: Page
    traffic: Traffic

    @classmethod
    def at(cls, context: BrowserContext, demo: Demo) -> Self:
        traffic = Traffic(f"http://localhost:{demo.port}", demo.card_origin)
        traffic.listen(context)
        page = context.new_page()
        page.add_init_script(COUNT_WINDOWS)
        return cls(demo, page, traffic)

    @property
    def state(self) -> Locator:
        """Return the application's status, as the page shows it."""
        return self.page.locator(".panel .state")

    def sees(self, heading: str) -> None:
        """Wait for the page with this heading."""
        expect(self.page.get_by_role("heading", level=1, name=heading, exact=True)).to_be_visible()

    def reads(self, text: str) -> None:
        """Wait for a text anywhere on the page."""
        expect(self.page.get_by_text(text).first).to_be_visible()

    def field(self, label: str) -> Locator:
        return self.page.get_by_label(label, exact=True).and_(self.page.locator("input"))

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def type_company(self, company: Mapping[str, str]) -> None:
        """Fill in the fields of form 1/2 that this page has."""
        for name, value in company.items():
            self.field(LABELS[name]).fill(value)

    def answer(self, page: str, company: Mapping[str, str]) -> None:
        """Fill in one page of form 1/2, and go on."""
        self.sees(page)
        self.type_company({name: company[name] for name in ASKED_ON[page]})
        self.press("下一步")

    def shows(self, company: Mapping[str, str]) -> None:
        """Check that the page's fields have these values."""
        for name, value in company.items():
            expect(self.field(LABELS[name])).to_have_value(value)

    def begin(self, address: str = "/apply") -> None:
        """Open form 1/2, and confirm the notice on personal data before it."""
        self.page.goto(address)
        self.sees("個人資料蒐集告知事項")
        self.press("我已閱讀，開始填寫")

    def apply(self, company: Mapping[str, str]) -> None:
        """Submit form 1/2, after the summary."""
        self.begin()
        for page in ASKED_ON:
            self.answer(page, company)
        self.sees("確認資料")
        self.press("確認無誤，前往綁定憑證")
        self.sees(FORM_2)

    def read_card(self, pin: str = "wang1234") -> None:
        """Sign with the card, through the component's window."""
        self._sign(pin, "取得憑證資訊")

    def detect(self) -> None:
        """Have the component list readers and cards."""
        with self.page.expect_popup() as opened:
            self.press("重新偵測卡片")
        gone(opened.value)

    def is_told(self, title: str, text: str = "") -> None:
        """Wait for the message that answers the last press: a notice with the focus."""
        notice = self.page.get_by_role("alert").filter(
            has=self.page.get_by_role("heading", name=title, exact=True)
        )
        expect(notice).to_be_focused()
        expect(notice).to_contain_text(text)

    def type_contact(self) -> None:
        """Fill in the holder's telephone and address."""
        self.field("連絡電話").fill("02-23111234#123")
        self.field("Email").fill("holder@test-chemical.example")

    def send(self) -> None:
        """Submit form 2/2 once the card is read."""
        self.is_told("已取得憑證資訊。")
        self.type_contact()
        self.press("確認送出")
        self.sees("帳號狀態")

    def submit(self, company: Mapping[str, str], *, pin: str = "wang1234") -> None:
        """Submit both forms, up to the status page."""
        self.apply(company)
        self.read_card(pin)
        self.send()

    def confirm_with_card(self, pin: str = "wang1234") -> None:
        """Continue the application in this browser, with the bound card."""
        self._sign(pin, "確認身分並開通")

    def open_account(self, company: Mapping[str, str], *, pin: str = "wang1234") -> None:
        """Apply, and follow the mail's link until the account is open."""
        self.submit(company, pin=pin)
        expect(self.state).to_have_text("審核通過")
        tab = self.follow_letter(PASSED, button="開通帳號權限")
        tab.press("開通帳號權限")
        expect(tab.state).to_have_text("已開通")
        tab.page.close()

    def sign_in(self, pin: str = "wang1234", *, address: str = "/sign-in") -> None:
        self.page.goto(address)
        self.sign_here(pin)

    def sign_here(self, pin: str = "wang1234") -> None:
        """Sign in on the page that is open."""
        self.sees("以自然人憑證登入")
        self._sign(pin, "登入")

    def read_another_card(self, pin: str) -> None:
        """Sign with another card, and fill in how its holder is reached."""
        self._sign(pin, "取得憑證資訊")
        self.is_told("已取得憑證資訊。")
        self.type_contact()

    def renew(self, pin: str) -> None:
        """Sign once more with the reissued card, to replace the old one."""
        self._sign(pin, "以新憑證取代並登入")

    def confirm_again(self, pin: str = "wang1234") -> None:
        """Sign again with the session's card, where the page asks for it."""
        self.reads("請再以登入所用的自然人憑證確認一次")
        field = self.page.locator("#proof-pin")
        field.fill(pin)
        with self.page.expect_popup() as opened:
            self.press("確認並繼續")
            while self.page.get_by_text(PRESS_AGAIN).is_visible():
                self.press("確認並繼續")
        gone(opened.value)

    def card_of(self, holder: str) -> Locator:
        return self.page.locator("table.cards tbody tr").filter(has_text=holder)

    def check_card(self, button: str) -> None:
        """Have the help page detect the card."""
        with self.page.expect_popup() as opened:
            self.press(button)
        gone(opened.value)

    def finds(self, step: str) -> Locator:
        """Return what the help page says of one step."""
        name = self.page.locator("strong", has_text=re.compile(f"^{step}$"))
        return self.page.locator(".checks > li").filter(has=name)

    def test_signature(self, pin: str) -> None:
        """Sign the help page's test text."""
        self._sign(pin, "測試簽章")

    def is_signed_in(self, holder: str) -> None:
        """Check the name in the page's head."""
        expect(self.page.locator(".head-who")).to_contain_text(f"{holder}，您好")

    def _sign(self, pin: str, button: str) -> None:
        """Type the PIN and press the button, as often as the page asks for it."""
        self.field("憑證卡片密碼").fill(pin)
        with self.page.expect_popup() as opened:
            self.press(button)
            while self.page.get_by_text(PRESS_AGAIN).is_visible():
                self.press(button)
        gone(opened.value)

    def open_letter(self, subject: str, *, of: int = 1) -> Page:
        """Open the newest of so many mails with this subject in another tab of the mailbox."""
        tab = self.page.context.new_page()
        tab.goto("/demo/mailbox/")
        # The list shows new mail by itself.
        letters = tab.get_by_role("link", name=subject)
        expect(letters.nth(of - 1)).to_be_visible()
        letters.first.click()
        return tab

    def follow_letter(self, subject: str, *, button: str, of: int = 1) -> "Person":
        """Press the mail's button, which opens another tab."""
        letter = self.open_letter(subject, of=of)
        with self.page.context.expect_page() as opened:
            letter.frame_locator("iframe").get_by_role("link", name=button).click()
        return Person(self.demo, opened.value, self.traffic)

    def check(self) -> None:
        """Check that each click opened one window at most, and which requests were sent."""
        opened = self.page.evaluate("window.opened")
        clicks = [window["click"] for window in opened]
        assert len(clicks) == len(set(clicks)), opened
        assert all(window["active"] for window in opened), opened
        self.traffic.check()


def gone(popup: Page) -> None:
    """Wait until a window has closed itself."""
    if not popup.is_closed():
        popup.wait_for_event("close")
