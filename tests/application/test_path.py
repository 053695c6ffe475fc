"""Tests of the whole path over GraphQL: apply, bind, review, mail, activate."""

from dataclasses import replace

from tests.support import cards
from tests.support.people.people import Person, form
from tests.support.portal import COMPANY, TestPortal, on_file


async def test_a_company_applies_binds_passes_and_activates(portal: TestPortal) -> None:
    alice = Person.at(portal)

    applied = await alice.apply()
    bound = await alice.bind()
    reviewed = await portal.review()
    mailed = await portal.mail()
    activated = await alice.activate(portal.post.link("/activate"))

    assert applied["application"]["status"] == "DRAFT"
    assert bound["application"]["status"] == "UNDER_REVIEW"
    assert (reviewed, mailed) == (True, True)
    assert portal.post.sent[0]["To"] == COMPANY.business_email
    assert activated["application"]["status"] == "ACTIVATED"
    kinds = [event["kind"] for event in activated["application"]["history"]]
    assert kinds == ["APPLIED", "CARD_BOUND", "SUBMITTED", "APPROVED", "MAIL_SENT", "ACTIVATED"]


async def test_a_company_corrects_what_differed_and_passes(portal: TestPortal) -> None:
    alice = Person.at(portal)
    wrong = replace(COMPANY, company_name="測試化工有限公司")

    await alice.apply(form(wrong))
    await alice.bind()
    await portal.review()
    await portal.mail()
    seen = await alice.look(portal.post.link())
    amended = await alice.amend(form(), token=portal.post.link())
    await portal.review()

    assert portal.post.sent[0]["To"] == on_file().business_email
    differing = [r["field"] for r in seen["results"] if r["outcome"] == "DIFFERS"]
    assert differing == ["COMPANY_NAME"]
    assert amended["application"]["status"] == "UNDER_REVIEW"
    assert (await alice.see())["status"] == "APPROVED"
    assert (await alice.see())["certificate"]["holderName"] == "測試甲"
    assert cards.citizen().card_number[:4] == (await alice.see())["certificate"]["cardNumber"][:4]
