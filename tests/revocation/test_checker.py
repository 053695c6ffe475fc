"""Tests of the revocation checker: the order of sources, and allowances."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from models.core.errors import UserError
from models.journal.event import Event
from models.pki.crl.status import (
    CertificateOnHold,
    CertificateRevoked,
    Clearance,
    RevocationList,
    RevocationStale,
    RevocationUnknown,
    read_list,
)
from models.pki.ocsp.status import AnswerRules, NonceRule, OCSPClearance
from models.revocation.checker import NotRevoked, RevocationChecker, Subject, ask_nobody
from models.revocation.settings import Assurance, RevocationSettings, Source
from models.revocation.stored_list import StoredList
from tests.support.cards import AT, DAY, citizen, crl, issuer, serial_number
from tests.support.people.people import Person
from tests.support.pki import answers
from tests.support.pki.answers import UNKNOWN, revoked
from tests.support.portal import TestPortal
from tests.support.servers.responders import (
    FIRST,
    RESPONDERS,
    SECOND,
    Answering,
    garbage,
    saying,
    silent,
    too_busy,
    with_responders,
)
from web.demo.authority import Generation, Revocation

HOUR = timedelta(hours=1)
HOLD = x509.ReasonFlags.certificate_hold
SETTINGS = RevocationSettings(responders=RESPONDERS)
OCSP_FIRST = replace(SETTINGS, order=(Source.OCSP, Source.LIST))
OCSP_ONLY = replace(SETTINGS, order=(Source.OCSP,))
LIST_ONLY = replace(SETTINGS, order=(Source.LIST,))
LENIENT = replace(SETTINGS, answers=AnswerRules(nonce=NonceRule.OPTIONAL))


def listed(
    *reasons: x509.ReasonFlags | None, at: timedelta = -HOUR, life: timedelta = DAY
) -> RevocationList:
    entries = [
        Revocation(serial_number=serial_number(citizen()), at=AT - DAY, reason=reason)
        for reason in reasons
    ]
    return read_list(crl(*entries, at=AT + at, life=life), issuer=issuer())


def fresh() -> RevocationList:
    return listed()


def overdue() -> RevocationList:
    return listed(at=-DAY - HOUR / 2)


def old() -> RevocationList:
    return listed(at=-DAY - 2 * HOUR)


@dataclass
class Asking:
    """The valid card's check, by some settings, lists and responders."""

    known: Sequence[RevocationList] = ()
    first: Answering = silent
    second: Answering = silent
    settings: RevocationSettings = SETTINGS
    assurance: Assurance = Assurance.USUAL
    asked: list[str] = field(default_factory=list)

    async def check(self) -> NotRevoked:
        async def ask(url: str, request: bytes) -> bytes:
            self.asked.append(url)
            answering = {FIRST: self.first, SECOND: self.second}[url]
            return answering(answers.ocsp_nonce(request))

        clearing = RevocationChecker(
            lists=self.known,
            list_grace=HOUR,
            settings=self.settings,
            ask=ask,
            at=AT,
        )
        subject = Subject(
            issuer=issuer(), serial_number=serial_number(citizen()), crl_urls=frozenset()
        )
        return await clearing.clear(subject, assurance=self.assurance)

    async def refusal(self) -> type[UserError]:
        with pytest.raises(UserError) as refused:
            await self.check()
        return type(refused.value)


def allowed(not_revoked: NotRevoked) -> list[str]:
    return [allowance.kind.value for allowance in not_revoked.graces]


async def test_a_fresh_list_decides_without_a_responder() -> None:
    asking = Asking(known=[fresh()], first=saying())

    not_revoked = await asking.check()

    assert isinstance(not_revoked.cleared_by, Clearance)
    assert (asking.asked, allowed(not_revoked)) == ([], [])


@pytest.mark.parametrize(
    ("known", "because"),
    [(None, "REVOCATION_UNKNOWN"), (old, "REVOCATION_STALE"), (overdue, "OVERDUE")],
)
async def test_a_responder_is_asked_where_no_fresh_list_covers_the_card(
    known: Any, because: str
) -> None:
    asking = Asking(known=[known()] if known else [], first=saying())

    not_revoked = await asking.check()

    assert isinstance(not_revoked.cleared_by, OCSPClearance)
    assert allowed(not_revoked) == ["LIST_UNAVAILABLE"]
    assert not_revoked.graces[0].details == {"because": because}


async def test_a_list_within_its_grace_counts_when_no_responder_answers() -> None:
    asking = Asking(known=[overdue()])

    not_revoked = await asking.check()

    assert asking.asked == [FIRST, SECOND]
    assert isinstance(not_revoked.cleared_by, Clearance)
    assert allowed(not_revoked) == ["OCSP_UNAVAILABLE", "LIST_OVERDUE"]
    assert not_revoked.graces[1].details == {"list": "2026030203", "overdue_seconds": "1800"}


@pytest.mark.parametrize(
    ("known", "first", "refusal"),
    [
        (None, silent, RevocationUnknown),
        (old, silent, RevocationStale),
        (old, garbage, RevocationStale),
        (None, saying(UNKNOWN), RevocationUnknown),
        (old, saying(UNKNOWN), RevocationUnknown),
        (overdue, saying(UNKNOWN), RevocationUnknown),
        (None, saying(revoked(1)), CertificateRevoked),
        (old, saying(revoked(6)), CertificateOnHold),
    ],
)
async def test_an_unknown_status_is_refused_with_the_reasons(
    known: Any, first: Answering, refusal: type[UserError]
) -> None:
    asking = Asking(known=[known()] if known else [], first=first)

    assert await asking.refusal() is refusal


async def test_an_answer_without_nonce_is_no_answer_where_the_operator_requires_it() -> None:
    strict = replace(SETTINGS, answers=AnswerRules(nonce=NonceRule.REQUIRED))
    asking = Asking(known=[], first=saying(nonce="none"), settings=strict)

    assert await asking.refusal() is RevocationUnknown


async def test_an_old_answer_is_another_refusal_than_none() -> None:
    late = answers.single(at=AT - 9 * DAY, until=AT - 8 * DAY)
    asking = Asking(first=lambda nonce: answers.answer(late, extensions=(answers.nonce(nonce),)))

    assert await asking.refusal() is RevocationStale


def broken(asked: bytes) -> bytes:
    """Fail in a way that nobody foresaw."""
    raise ZeroDivisionError


@pytest.mark.parametrize("unavailable", [silent, too_busy, broken])
async def test_the_next_responder_is_asked_where_one_does_not_answer(
    unavailable: Answering,
) -> None:
    asking = Asking(first=unavailable, second=saying())

    assert isinstance((await asking.check()).cleared_by, OCSPClearance)
    assert asking.asked == [FIRST, SECOND]


async def test_no_other_responder_makes_up_for_a_wrong_answer() -> None:
    asking = Asking(first=garbage, second=saying())

    assert await asking.refusal() is RevocationUnknown
    assert asking.asked == [FIRST]


async def test_an_answer_that_cannot_be_judged_refuses_this_card(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def judge(*_: object, **__: object) -> OCSPClearance:
        raise ZeroDivisionError

    monkeypatch.setattr("models.revocation.checker.judge_answer", judge)
    asking = Asking(first=saying(), second=saying())

    assert await asking.refusal() is RevocationUnknown
    assert asking.asked == [FIRST]
    assert f"{FIRST} could not be judged" in caplog.text


@pytest.mark.parametrize("assurance", list(Assurance))
@pytest.mark.parametrize("settings", [SETTINGS, OCSP_FIRST, OCSP_ONLY])
async def test_a_revocation_on_a_list_is_final_whatever_a_responder_says(
    settings: RevocationSettings, assurance: Assurance
) -> None:
    revoking = listed(None, at=-9 * DAY)
    asking = Asking(
        known=[revoking, fresh()], first=saying(), settings=settings, assurance=assurance
    )

    assert await asking.refusal() is CertificateRevoked


@pytest.mark.parametrize(("revoked_one", "trusted"), [(78, True), (77, False)])
async def test_a_responder_revoked_by_a_stored_list_is_not_believed(
    revoked_one: int, *, trusted: bool
) -> None:
    certificate = answers.appointed(serial_number=77)

    def respond(nonce: bytes) -> bytes:
        return answers.answer(
            key=answers.responder_key(),
            responder=answers.by_name(certificate),
            certificates=(certificate.public_bytes(Encoding.DER),),
            extensions=(answers.nonce(nonce),),
        )

    gone = crl(Revocation(serial_number=revoked_one, at=AT - DAY), at=AT - 9 * DAY)
    asking = Asking(known=[read_list(gone, issuer=issuer())], first=respond)

    if trusted:
        assert isinstance((await asking.check()).cleared_by, OCSPClearance)
    else:
        assert await asking.refusal() is RevocationStale


# A hold.


async def test_a_hold_on_a_fresh_list_refuses() -> None:
    asking = Asking(known=[listed(HOLD)], first=saying())

    assert await asking.refusal() is CertificateOnHold


async def test_a_hold_on_an_old_list_is_lifted_by_a_newer_answer() -> None:
    asking = Asking(known=[listed(HOLD, at=-9 * DAY)], first=saying())

    assert isinstance((await asking.check()).cleared_by, OCSPClearance)


async def test_a_hold_on_an_old_list_counts_when_no_responder_answers() -> None:
    asking = Asking(known=[listed(HOLD, at=-9 * DAY)])

    assert await asking.refusal() is CertificateOnHold


async def test_a_hold_on_a_list_newer_than_the_answer_counts() -> None:
    newest = listed(HOLD, at=timedelta(0))
    asking = Asking(known=[newest], first=saying(), settings=OCSP_FIRST)

    assert await asking.refusal() is CertificateOnHold


async def test_a_hold_that_a_responder_knows_refuses_whatever_an_older_list_says() -> None:
    asking = Asking(known=[fresh()], first=saying(revoked(6)), settings=OCSP_FIRST)

    assert await asking.refusal() is CertificateOnHold


# The order.


async def test_the_responder_is_asked_first_where_the_act_is_hard_to_take_back() -> None:
    asking = Asking(known=[fresh()], first=saying(), assurance=Assurance.HIGH)

    not_revoked = await asking.check()

    assert isinstance(not_revoked.cleared_by, OCSPClearance)
    assert allowed(not_revoked) == []


async def test_or_not_where_the_operator_does_not_want_it() -> None:
    settings = replace(SETTINGS, first_for_high=False)
    asking = Asking(known=[fresh()], first=saying(), assurance=Assurance.HIGH, settings=settings)

    assert isinstance((await asking.check()).cleared_by, Clearance)
    assert asking.asked == []


@pytest.mark.parametrize("unusable", [silent, garbage, too_busy])
async def test_a_fresh_list_replaces_the_responder_as_an_allowance(
    unusable: Answering,
) -> None:
    asking = Asking(known=[fresh()], first=unusable, assurance=Assurance.HIGH)

    not_revoked = await asking.check()

    assert isinstance(not_revoked.cleared_by, Clearance)
    assert allowed(not_revoked) == ["OCSP_UNAVAILABLE"]


async def test_lists_do_not_clear_where_the_order_leaves_them_out() -> None:
    asking = Asking(known=[fresh(), overdue()], settings=OCSP_ONLY)

    assert await asking.refusal() is RevocationUnknown


async def test_responders_are_not_asked_where_the_order_leaves_them_out() -> None:
    asking = Asking(first=saying(), settings=LIST_ONLY, assurance=Assurance.HIGH)

    assert await asking.refusal() is RevocationUnknown
    assert asking.asked == []


async def test_an_answer_without_nonce_is_a_recorded_allowance() -> None:
    asking = Asking(first=saying(nonce="none"), settings=LENIENT)

    not_revoked = await asking.check()

    assert allowed(not_revoked) == ["LIST_UNAVAILABLE", "OCSP_WITHOUT_NONCE"]


async def test_responders_are_those_of_the_very_key_first_then_of_its_generation() -> None:
    by_key = replace(
        SETTINGS, responders={issuer().key_id: (SECOND,), "G3": (FIRST,), "G2": ("http://x",)}
    )
    asking = Asking(first=saying(), settings=by_key)

    await asking.check()

    assert asking.asked == [SECOND, FIRST]


async def test_without_a_way_to_responders_the_lists_decide() -> None:
    clearing = RevocationChecker(
        lists=[fresh()],
        list_grace=HOUR,
        settings=SETTINGS,
        ask=ask_nobody,
        at=AT,
    )
    subject = Subject(issuer=issuer(), serial_number=serial_number(citizen()), crl_urls=frozenset())

    not_revoked = await clearing.clear(subject, assurance=Assurance.HIGH)

    assert isinstance(not_revoked.cleared_by, Clearance)
    assert allowed(not_revoked) == ["OCSP_UNAVAILABLE"]


# In the portal.


async def graces(kind: str = "REVOCATION_GRACE_USED") -> list[dict[str, str]]:
    events = await Event.filter(kind=kind).order_by("seq")
    return [{k: v for k, v in event.payload.items() if k != "trace"} for event in events]


async def test_binding_and_activating_ask_the_responder_outside_any_change(
    portal: TestPortal,
) -> None:
    responders = with_responders(portal, saying())
    alice = Person.at(portal)
    await alice.apply()
    bound = await alice.bind()
    await portal.review()
    await portal.mail()

    opened = await alice.activate(portal.post.link("/activate"))

    assert "application" in bound, bound
    assert "application" in opened, opened
    assert responders.asked == [FIRST, FIRST]
    assert responders.in_a_change == [False, False]
    assert await graces() == []


async def test_continuing_asks_no_responder_where_a_fresh_list_covers_the_card(
    portal: TestPortal,
) -> None:
    responders = with_responders(portal, saying())
    alice = Person.at(portal)
    await alice.apply()
    await alice.bind()

    await Person.at(portal).resume()

    assert responders.asked == [FIRST]


@pytest.mark.parametrize(
    ("first", "code"),
    [
        (saying(revoked(1)), "CERTIFICATE_REVOKED"),
        (saying(revoked(6)), "CERTIFICATE_ON_HOLD"),
        (saying(UNKNOWN), "REVOCATION_UNKNOWN"),
    ],
)
async def test_what_a_responder_refuses_is_not_bound(
    portal: TestPortal, first: Answering, code: str
) -> None:
    with_responders(portal, first)
    alice = Person.at(portal)
    await alice.apply()

    refused = await alice.bind()

    assert (refused["code"], refused["path"]) == (code, ["signature"])


async def test_an_allowance_is_in_the_journal_with_the_act(portal: TestPortal) -> None:
    await StoredList.all().delete()
    with_responders(portal, saying(nonce="none"), settings=LENIENT)
    alice = Person.at(portal)
    await alice.apply()

    await alice.bind()
    await Person.at(portal).resume()

    written = await Event.filter(kind="REVOCATION_GRACE_USED").order_by("seq")
    assert [event.payload["what"] for event in written] == [
        "OCSP_WITHOUT_NONCE",
        "LIST_UNAVAILABLE",
        "OCSP_WITHOUT_NONCE",
    ]
    assert {event.subject.partition(":")[0] for event in written} == {"application"}
    assert {event.actor for event in written} == {"service:revocation"}


async def test_an_overdue_list_at_activation_is_in_the_journal(portal: TestPortal) -> None:
    alice = Person.at(portal)
    await alice.apply()
    await alice.bind()
    await portal.review()
    await portal.mail()
    portal.clock.forward(23 * HOUR + HOUR / 2)

    opened = await alice.activate(portal.post.link("/activate"))

    assert "application" in opened, opened
    assert await graces() == [
        {"what": "LIST_OVERDUE", "list": "2026030203", "overdue_seconds": "1800"}
    ]


async def test_an_act_that_comes_to_nothing_leaves_no_allowance(portal: TestPortal) -> None:
    await StoredList.all().delete()
    with_responders(portal, saying(nonce="none"), settings=LENIENT)
    dan = Person.at(portal)

    refused = await dan.resume()

    assert refused["code"] == "NO_APPLICATION_OF_THIS_CARD"
    assert await graces() == []


async def test_addresses_in_a_certificate_are_never_asked(portal: TestPortal) -> None:
    certificate = x509.load_der_x509_certificate(citizen().signature_certificate)
    named = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess)
    await StoredList.all().delete()
    responders = with_responders(portal, silent, settings=replace(SETTINGS, responders={"G2": ()}))
    alice = Person.at(portal)
    await alice.apply()

    refused = await alice.bind()

    assert any("OCSP" in entry.access_location.value for entry in named.value)
    assert refused["code"] == "REVOCATION_UNKNOWN"
    assert responders.asked == []


async def test_the_lists_of_the_other_generation_cover_no_card_here(portal: TestPortal) -> None:
    await StoredList.filter(issuer_key_id=issuer().key_id).delete()
    alice = Person.at(portal, citizen(generation=Generation.G3))
    await alice.apply()

    refused = await alice.bind()

    assert refused["code"] == "REVOCATION_UNKNOWN"
