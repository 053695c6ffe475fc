"""The steps of a revocation list: of a trusted CA, whole, of a known scope, and in time."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from models.pki.crl.authority_list import check_issuer
from models.pki.crl.door import list_as_der
from models.pki.crl.revocation_list import (
    LARGEST,
    About,
    ListProblem,
    ListUnusable,
    RevocationList,
    Signer,
    read_list,
)
from models.pki.crl.status import check
from models.pki.explain.certificate import NO_ANCHORS, Against
from models.pki.explain.step import Rule, Step, Trace
from models.pki.path.trust import Issuer, TrustStore

_SIZE = Rule(f"at most {LARGEST // 1024**2} MB", "our own limit")
_DOOR = Rule("accepted beyond the strict form: PEM, or octets after the list", "RFC 7468 §8")
_FORM = Rule("a list of version 2 in DER", "RFC 5280 §5.1")
_SIGNER = Rule("a trusted CA has the name and key, and signs lists", "RFC 5280 §5.1.2.3, §5.2.1")
_SIGNATURE = Rule("its key signed the list", "RFC 5280 §5.1.1.3")
_NUMBER = Rule("a number", "RFC 5280 §5.2.3")
_COMPLETE = Rule("a complete list, no delta", "RFC 5280 §5.2.4")
_SCOPE = Rule("of all certificates of a point, for all reasons", "RFC 5280 §5.2.5")
_CRITICAL = Rule("every critical extension is known", "RFC 5280 §5.2")
_IN_TIME = Rule("neither from the future nor overdue", "RFC 5280 §5.1.2.4, §5.1.2.5")
_ISSUER = Rule("in time, and no trusted CA that it covers is on it", "RFC 5280 §6.3.3")
_ENTRIES = Rule("every entry has a serial number", "RFC 5280 §5.1.2.6")

_BY_PROBLEM: Mapping[ListProblem, Rule] = MappingProxyType(
    {
        ListProblem.TOO_LARGE: _SIZE,
        ListProblem.UNREADABLE: _FORM,
        ListProblem.WRONG_ISSUER: _SIGNER,
        ListProblem.WRONG_SIGNATURE: _SIGNATURE,
        ListProblem.NO_NUMBER: _NUMBER,
        ListProblem.DELTA: _COMPLETE,
        ListProblem.SCOPE: _SCOPE,
        ListProblem.UNKNOWN_CRITICAL: _CRITICAL,
        ListProblem.FROM_THE_FUTURE: _IN_TIME,
    }
)
# A list of another CA of the same name says less than one of the CA itself.
_LEAST_TELLING = (ListProblem.WRONG_ISSUER, ListProblem.WRONG_SIGNATURE)
# One that no list has: the dates are judged, and no certificate.
_NOBODY = 0


def explain_list(fetched: bytes, *, against: Against) -> tuple[Step, ...]:
    """Judge a fetched list by the rules, up to the first that refuses."""
    trace = Trace()
    content = list_as_der(fetched)
    with trace.until_refused():
        if content != fetched:
            trace.passed(_DOOR, f"{len(content)} of {len(fetched)} octets are the list")
        if against.trust is None:
            trace.not_judged(_SIGNER, NO_ANCHORS)
            return tuple(trace.steps)
        known = _read(trace, content, against.trust)
        _judge_time(trace, known, against.trust, against.at)
    return tuple(trace.steps)


def _read(trace: Trace, content: bytes, trust: TrustStore) -> RevocationList:
    known, signer = None, None
    refusals: list[ListUnusable] = []
    for ca, about in _signers(trust):
        try:
            known, signer = read_list(content, issuer=ca, about=about), ca
            break
        except ListUnusable as refusal:
            refusals.append(refusal)
    if known is None or signer is None:
        refused = max(refusals, key=_telling, default=ListUnusable(ListProblem.WRONG_ISSUER))
        with trace.refused_by(_rule_of):
            raise refused
    points = ", ".join(sorted(known.urls))
    trace.passed(_SIZE, f"{len(content)} octets")
    trace.passed(_FORM, f"about {known.about}")
    trace.passed(_SIGNER, f"{signer.name}, {signer.key_id}")
    trace.passed(_SIGNATURE, "verified")
    trace.passed(_NUMBER, str(known.number))
    trace.passed(_COMPLETE, "no delta")
    trace.passed(_SCOPE, points or "no point: of all certificates of the key")
    trace.passed(_CRITICAL, "all known")
    trace.passed(_ENTRIES, f"{len(known.entries)} entries")
    return known


def _signers(trust: TrustStore) -> Iterator[tuple[Signer, About]]:
    for issuer in sorted(trust.issuers.values(), key=lambda one: one.key_id):
        yield issuer, About.CARDS
    for authority in sorted(trust.authorities.values(), key=lambda one: one.key_id):
        yield authority, About.AUTHORITIES


def _telling(refusal: ListUnusable) -> int:
    order = _LEAST_TELLING
    return order.index(refusal.problem) if refusal.problem in order else len(order)


def _rule_of(refusal: Exception) -> Rule:
    return _BY_PROBLEM[refusal.problem] if isinstance(refusal, ListUnusable) else _FORM


def _judge_time(trace: Trace, known: RevocationList, trust: TrustStore, at: datetime) -> None:
    dates = (
        f"{known.this_update:%Y-%m-%dT%H:%M:%SZ} to {known.next_update:%Y-%m-%dT%H:%M:%SZ},"
        f" judged as of {at:%Y-%m-%dT%H:%M:%SZ}"
    )
    if known.about is About.CARDS:
        trace.judge(
            _IN_TIME,
            lambda: check(
                _NOBODY,
                [known],
                issuer_key_id=known.issuer_key_id,
                crl_urls=known.urls,
                at=at,
                grace=timedelta(0),
            ),
            lambda _: dates,
        )
        return
    for issuer in trust.issuers.values():
        # A list covers the CAs right below the one that signed it.
        if [step.authority_key_id for step in issuer.steps] == [known.issuer_key_id]:
            _judge_issuer(trace, issuer, known, at, dates)


def _judge_issuer(
    trace: Trace, issuer: Issuer, known: RevocationList, at: datetime, dates: str
) -> None:
    trace.judge(
        _ISSUER,
        lambda: check_issuer(issuer, [known], at=at),
        lambda _: f"{issuer.name}; {dates}",
    )
