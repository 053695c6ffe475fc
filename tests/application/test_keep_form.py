"""Tests of what is typed and not sent: kept for its browser alone, for a while, and erasable."""

from pathlib import Path
from typing import Any

import pytest

from models.application.application import Application
from models.application.privacy_notice import VERSIONS
from models.card.certificate import Certificate
from models.core.rules import UNSENT_FORM_LIFE
from models.session.session import Session
from models.session.unsent_form import UnsentForm
from resolvers.privacy.export import export_person
from resolvers.session.forget import forget_unsent
from tests.support.paths import ROOT
from tests.support.people.people import Person, form
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import holder

NOTICE = VERSIONS[-1]
CLIENT: Path = ROOT / "web/client/src/words/notice.ts"
UNSENT = """{ viewer { unsentForm {
  caseNumber controlNumber companyName contactName phone email privacyNotice } } }"""


async def save(person: Person, **typed: object) -> dict[str, Any]:
    return await person.do("saveForm", "savedAt expiresAt", privacyNotice=NOTICE, **typed)


async def unsent(person: Person) -> dict[str, Any] | None:
    viewer = (await person.ask(UNSENT))["viewer"]
    found: dict[str, Any] | None = viewer and viewer["unsentForm"]
    return found


async def test_what_is_typed_is_there_for_its_browser_and_nobody_else(portal: TestPortal) -> None:
    alice, dan = Person.at(portal), Person.at(portal)
    await save(dan, companyName="別的公司")

    saved = await save(alice, controlNumber="A1", companyName="測試")
    await save(alice, contactName="測試甲")

    assert saved["expiresAt"] == "2026-03-09T04:00:00.000Z"
    assert await unsent(alice) == {
        "caseNumber": None,
        "controlNumber": "A1",
        "companyName": "測試",
        "contactName": "測試甲",
        "phone": "",
        "email": "",
        "privacyNotice": NOTICE,
    }
    assert (await unsent(dan) or {})["companyName"] == "別的公司"


async def test_the_form_of_another_case_takes_its_place(portal: TestPortal) -> None:
    alice = Person.at(portal)
    await save(alice, companyName="測試", contactName="測試甲")

    await save(alice, caseNumber="GZ-20260302-2A3B4C", phone="02")

    found = await unsent(alice) or {}
    assert found["caseNumber"] == "GZ-20260302-2A3B4C"
    assert (found["companyName"], found["phone"]) == ("", "02")
    assert await UnsentForm.all().count() == 1


async def test_a_text_too_long_to_be_one_is_not_kept(portal: TestPortal) -> None:
    alice = Person.at(portal)

    result = await alice.do("saveForm", "savedAt", privacyNotice=NOTICE, companyName="測" * 301)

    assert result["code"] == "INVALID_INPUT"
    assert result["path"] == ["companyName"]
    assert not await UnsentForm.exists()


async def test_nothing_is_kept_before_the_notice_is_confirmed(portal: TestPortal) -> None:
    alice = Person.at(portal)

    result = await alice.do("saveForm", "savedAt", privacyNotice="2000-01", companyName="測試")

    assert result["code"] == "INVALID_INPUT"
    assert result["path"] == ["privacyNotice"]
    assert not await Session.exists()


async def test_it_is_gone_once_it_was_sent_and_the_notice_stays_with_the_application(
    portal: TestPortal,
) -> None:
    alice = Person.at(portal)
    await save(alice, **form())

    await alice.apply({**form(), "privacyNotice": NOTICE})

    assert await unsent(alice) is None
    application = await Application.get()
    assert application.privacy_notice == NOTICE
    await save(alice, caseNumber=application.case_number, phone="02-12345678")
    await alice.bind()
    assert not await UnsentForm.exists()


async def test_a_notice_that_was_never_published_is_refused(portal: TestPortal) -> None:
    result = await Person.at(portal).apply({**form(), "privacyNotice": "2000-01"})

    assert result["code"] == "INVALID_INPUT"
    assert not await Application.exists()


async def test_a_page_older_than_the_notice_may_still_apply(portal: TestPortal) -> None:
    await Person.at(portal).apply()

    assert (await Application.get()).privacy_notice is None


async def test_what_is_amended_is_gone_once_it_was_sent(portal: TestPortal) -> None:
    alice = Person.at(portal)
    await alice.apply()
    await save(alice, caseNumber=alice.application["caseNumber"], contactName="別人")

    await alice.amend({**form(), "contactName": "別人"})

    assert await unsent(alice) is None


async def test_it_can_be_erased(portal: TestPortal) -> None:
    alice = Person.at(portal)
    await save(alice, companyName="測試")

    first = await alice.do("discardForm", "discarded")
    again = await alice.do("discardForm", "discarded")

    assert (first["discarded"], again["discarded"]) == (True, False)
    assert not await UnsentForm.exists()
    assert (await Person.at(portal).do("discardForm", "discarded"))["code"] == "SESSION_MISSING"


async def test_it_ends_with_its_session(portal: TestPortal) -> None:
    alice = Person.at(portal)
    await save(alice, companyName="測試")

    await alice.do("signOut", "signedOut")

    assert not await UnsentForm.exists()


async def test_it_is_forgotten_after_a_week_without_a_change(portal: TestPortal) -> None:
    alice = Person.at(portal)
    await save(alice, companyName="測試")
    portal.clock.forward(UNSENT_FORM_LIFE / 2)
    await save(alice, contactName="測試甲")
    portal.clock.forward(UNSENT_FORM_LIFE / 2)
    assert await forget_unsent(now=portal.clock()) == 0
    assert await unsent(alice) is not None

    portal.clock.forward(UNSENT_FORM_LIFE / 2)

    assert await unsent(alice) is None
    assert await UnsentForm.all().count() == 1
    assert await forget_unsent(now=portal.clock()) == 1
    assert not await UnsentForm.exists()


async def test_the_worker_forgets_it(portal: TestPortal) -> None:
    await save(Person.at(portal), companyName="測試")
    portal.clock.forward(UNSENT_FORM_LIFE)

    await portal.work("handoffs")

    assert not await UnsentForm.exists()


async def test_it_is_exported_by_name_and_by_card(portal: TestPortal) -> None:
    await save(Person.at(portal), contactName="測試辛", phone="02-87654321")
    alice = await holder(portal)
    await save(alice, contactName="測試壬")

    named = await export_person(sha256=None, name="測試辛", actor="operator:t", now=portal.clock())
    card = await Certificate.get()
    hers = await export_person(
        sha256=card.sha256, name=None, actor="operator:t", now=portal.clock()
    )

    assert [row["texts"] for row in named["named in unsent form"]] == [
        {"contactName": "測試辛", "phone": "02-87654321"}
    ]
    assert [row["texts"] for row in hers["unsent form"]] == [{"contactName": "測試壬"}]


@pytest.mark.parametrize("version", VERSIONS[-1:])
def test_the_page_shows_the_newest_notice(version: str) -> None:
    assert f"PRIVACY_NOTICE = '{version}';" in CLIENT.read_text(encoding="utf-8")


async def test_a_change_of_data_is_kept_for_its_holder_and_gone_once_it_was_sent(
    portal: TestPortal,
) -> None:
    alice = await holder(portal)
    typed = {**form(), "contactName": "測試新"}

    saved = await alice.do("saveForm", "savedAt", purpose="DATA_CHANGE", **typed)

    kept = await UnsentForm.get()
    assert saved["__typename"] == "SaveFormSuccess", saved
    assert (kept.purpose, kept.case_number, kept.privacy_notice) == ("DATA_CHANGE", "", "")
    found = (await alice.ask("{ viewer { unsentForm { purpose contactName } } }"))["viewer"]
    assert found["unsentForm"] == {"purpose": "DATA_CHANGE", "contactName": "測試新"}
    sent = await alice.do("requestDataChange", "application { id }", **typed)
    assert sent["__typename"] == "RequestDataChangeSuccess", sent
    assert not await UnsentForm.exists()


async def test_a_change_of_data_and_a_new_application_are_two_forms(portal: TestPortal) -> None:
    alice = await holder(portal)
    await save(alice, companyName="別的公司", contactName="測試丙")

    await save(alice, purpose="DATA_CHANGE", companyName="測試化工")

    found = await unsent(alice) or {}
    assert (found["companyName"], found["contactName"]) == ("測試化工", "")
    assert await UnsentForm.all().count() == 1
    await alice.apply({**form(), "controlNumber": "B2345678"})
    assert await UnsentForm.all().count() == 1


@pytest.mark.parametrize("who", ["nobody", "applicant"])
async def test_who_is_no_holder_confirms_the_notice_first(portal: TestPortal, who: str) -> None:
    alice = Person.at(portal)
    if who == "applicant":
        await alice.apply()

    refused = await alice.do("saveForm", "savedAt", companyName="測試")

    assert (refused["code"], refused["path"]) == ("INVALID_INPUT", ["privacyNotice"])
    assert not await UnsentForm.exists()
