"""Tests of the first administrator (管理端): binding a card, and watching the queue in GraphiQL."""

import re
from collections.abc import Mapping

from playwright.sync_api import expect

from tests.browser.conftest import Seat
from tests.support.browser.desk import Desk
from tests.support.browser.explorer import answer, open_example, open_graphiql, run
from tests.support.browser.person import FORM_2, Person, on_file
from tests.support.servers.process import Demo

ZHOU = "測試・周審安"
# The registry has no contact of this company, so that a person must look.
FOR_A_PERSON = "H1234567"


def test_an_administrator_sees_in_graphiql_what_waits_as_it_comes(
    demo: Demo, desk: Desk, seat: Seat
) -> None:
    zhou, alice = seat(), seat()
    desk.insert("zhou")
    zhou.page.goto("/graphiql")
    zhou.sees("找不到此頁面")
    zhou.page.goto(terminal_link(demo))
    zhou.press("開始綁定")
    zhou.read_another_card("zhou1234")
    zhou.press("確認送出")
    # The home of staff is the desk.
    zhou.sees("待審案件")
    zhou.reads(ZHOU)

    open_graphiql(zhou.page)
    open_example(zhou.page, "即時監看待審案件")
    run(zhou.page)
    expect(answer(zhou.page)).to_contain_text("reviewQueueChanged")
    desk.insert("lin")
    submitted(alice, with_contact(on_file(FOR_A_PERSON)))

    expect(answer(zhou.page)).to_contain_text(FOR_A_PERSON)
    # The page that was not there for a stranger.
    [not_found] = zhou.traffic.complaints
    assert "404" in not_found


def terminal_link(demo: Demo) -> str:
    """Read the administrator's link from the demo's output."""
    found = re.search(r"\S+/first-card#\S+", demo.said)
    assert found is not None
    return found[0]


def with_contact(company: Mapping[str, str]) -> Mapping[str, str]:
    """Fill in a contact where the registry has none."""
    return {**company, "contact_name": "測試・聯絡", "contact_email": "contact@sample.example"}


def submitted(person: Person, company: Mapping[str, str]) -> None:
    """Apply, up to where the case waits."""
    person.apply(company)
    person.sees(FORM_2)
    person.read_card("lin12345")
    person.send()
