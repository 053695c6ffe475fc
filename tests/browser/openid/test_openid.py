"""Tests of signing in at a partner in a browser: by card, consent, arrival at another origin."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Seat
from tests.support.browser.inspection import Inspection
from tests.support.browser.person import Person, on_file
from tests.support.browser.sessions import age_proofs
from tests.support.run.in_thread import carry_out
from tests.support.servers.partner_site import NAME, PartnerSite, partner_site
from tests.support.servers.process import Demo
from web.demo.partner.registered import NAME as DEMO_PARTNER

ASKS = f"以自然人憑證登入：{NAME}"
AGREE = f"同意並前往{NAME}"
DECLINE = "不同意，返回原系統"


@pytest.fixture
def tracks(demo: Demo) -> Iterator[PartnerSite]:
    with partner_site(demo) as site:
        carry_out(site.register())
        yield site


@pytest.fixture
def alice(seat: Seat, tracks: PartnerSite) -> Iterator[Person]:
    """Alice, whose account is open, and whose browser's console must stay empty."""
    alice = seat()
    alice.traffic.partners |= {tracks.origin, tracks.site}
    alice.open_account(on_file())
    yield alice
    assert alice.traffic.complaints == []


def go(alice: Person, tracks: PartnerSite, query: str = "") -> None:
    """Come from a page of the partner's, by its form, which is another site."""
    alice.page.goto(f"{tracks.site}/oidc/authorize{query}")
    alice.page.get_by_role("button", name="Go").click()


def test_a_holder_signs_in_by_card_agrees_and_arrives(
    alice: Person, tracks: PartnerSite, inspection: Inspection
) -> None:
    go(alice, tracks)
    alice.sees(ASKS)
    alice.reads("憑證上的姓名")
    inspection.look(alice.page, "authorize-sign-in")

    alice._sign("wang1234", "登入")
    alice.reads("請確認以下身分與提供的資料無誤")
    alice.reads("A0000006")
    inspection.look(alice.page, "authorize-agree")
    alice.press(AGREE)
    alice.sees("Arrived")

    [arrived] = tracks.arrived
    assert alice.page.url.startswith(f"{tracks.origin}/callback?")
    assert arrived["state"] == "state-1"
    assert arrived["iss"] == tracks.portal
    # Under our policy no form led there, which would have spent the code.
    redeemed = tracks.redeem(arrived["code"])
    assert redeemed.status_code == 200, redeemed.text


def test_who_has_agreed_comes_back_from_a_form_of_another_site_without_a_click(
    alice: Person, tracks: PartnerSite
) -> None:
    alice.sign_in()
    alice.sees("我的帳號")
    go(alice, tracks)
    alice.press(AGREE)
    alice.sees("Arrived")

    # The form comes without the cookie, and the GET that answers it has it.
    go(alice, tracks, "?prompt=none")
    alice.sees("Arrived")

    first, second = tracks.arrived
    assert "code" in first
    assert "code" in second


def test_declining_goes_back_with_an_error(alice: Person, tracks: PartnerSite) -> None:
    alice.sign_in()
    alice.sees("我的帳號")
    go(alice, tracks)
    alice.press(DECLINE)
    alice.sees("Arrived")

    [arrived] = tracks.arrived
    assert arrived["error"] == "access_denied"
    assert arrived["state"] == "state-1"


def test_a_partner_may_want_the_card_to_sign_again(
    alice: Person, tracks: PartnerSite, inspection: Inspection
) -> None:
    alice.sign_in()
    alice.sees("我的帳號")
    age_proofs(alice.demo)
    go(alice, tracks, "?max_age=60")
    alice.sees(ASKS)
    alice.reads("請再以登入所用的自然人憑證確認一次")
    inspection.look(alice.page, "authorize-prove")

    alice.confirm_again()
    alice.press(AGREE)
    alice.sees("Arrived")

    assert "code" in tracks.arrived[0]


def test_a_partner_signs_its_holder_out(
    alice: Person, tracks: PartnerSite, inspection: Inspection
) -> None:
    alice.sign_in()
    alice.sees("我的帳號")
    go(alice, tracks)
    alice.press(AGREE)
    alice.sees("Arrived")
    hint = tracks.redeem(tracks.arrived[0]["code"]).json()["id_token"]

    alice.page.goto(f"{tracks.site}/oidc/logout")
    alice.page.get_by_role("button", name="Go").click()
    alice.sees("登出")
    alice.reads("您要登出本專區嗎？")
    inspection.look(alice.page, "sign-out")
    alice.page.goto(
        f"{tracks.site}/oidc/logout?id_token_hint={hint}"
        f"&post_logout_redirect_uri={tracks.origin}/bye"
    )
    alice.page.get_by_role("button", name="Go").click()
    alice.sees("Bye")

    alice.page.goto("/home")
    alice.reads("您的登入已結束")
    expect(alice.page.locator(".head-who")).to_have_count(0)


def test_the_menu_leads_to_the_sign_in_of_a_partner(seat: Seat, inspection: Inspection) -> None:
    alice = seat()
    alice.open_account(on_file())
    alice.sign_in()
    alice.sees("我的帳號")
    entry = alice.page.get_by_role("link", name=f"前往{DEMO_PARTNER}")
    expect(entry).to_be_visible()
    inspection.look(alice.page, "home-systems")

    entry.click()
    alice.press(f"同意並前往{DEMO_PARTNER}")
    alice.sees(DEMO_PARTNER)

    alice.reads("您已登入")
    alice.reads("A0000006")
    assert alice.traffic.complaints == []
