"""Test of several windows of the desk over HTTP/1.1, where a browser has six connections a host."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Seat
from tests.support.browser.desk import Desk
from tests.support.browser.person import on_file
from tests.support.browser.traffic import has_streams, show
from tests.support.officers.officer import QUEUE, Officer, waiting_companies
from tests.support.servers.process import Demo

WINDOWS = 8
WAITING = 12
# The registry has no contact of this company, so that a person must look.
FOR_A_PERSON = "H1234567"
CONTACT = {"contact_name": "測試・聯絡", "contact_email": "contact@sample.example"}
HIDDEN_MS = 61_000


def test_eight_windows_share_one_stream_and_lose_nothing_when_its_leader_closes(
    demo: Demo, officer: Officer, desk: Desk, seat: Seat
) -> None:
    leader = officer.page.context.new_page()
    officer.page.goto("about:blank")
    leader.goto("/staff")
    expect(leader.locator(".queue tbody tr")).to_have_count(WAITING)
    windows = [officer, *(Officer(seat(officer.page.context)) for _ in range(WINDOWS - 2))]
    for one in windows:
        one.page.goto("/staff")
        one.person.sees(QUEUE)
        expect(one.rows).to_have_count(WAITING)
        expect(one.page.get_by_text("即時更新中")).to_be_visible()
    has_streams(demo, 1)

    # Nobody looks at the one that leads, nor at another; a case comes in.
    for page in (leader, windows[-1].page):
        page.clock.install()
        show(page, "hidden")
        page.clock.fast_forward(HIDDEN_MS)
    alice = seat()
    desk.insert("lin")
    alice.submit({**on_file(FOR_A_PERSON), **CONTACT}, pin="lin12345")
    expect(leader).to_have_title(re.compile(f"^\\({WAITING + 1}\\)"))
    for one in windows:
        expect(one.rows).to_have_count(WAITING + 1)
        expect(one.page).to_have_title(re.compile(f"^\\({WAITING + 1}\\)"))
    alice.page.goto("about:blank")
    has_streams(demo, 1)

    leader.close()
    has_streams(demo, 1)
    first, *others = windows
    companies = waiting_companies(demo)
    first.open(companies[0])
    first.page.keyboard.press("t")
    for one in others:
        expect(one.rows.first).to_contain_text(re.compile("我 *至"))

    # A click is answered in each of them.
    for one, company in zip(others, companies[1:], strict=False):
        one.open(company)
    has_streams(demo, 1)
