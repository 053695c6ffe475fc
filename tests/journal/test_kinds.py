"""Tests of the declared kinds of event."""

import ast

from models.account.mailbox_correction import CorrectionStatus
from models.application.events import ApplicationEventKind
from models.journal.kinds import EventKind, kind_of
from models.partner.feed import PARTNER_VISIBLE_EVENTS
from models.session.visit import NoticeState
from tests.support.paths import ROOT

# Kinds that are named after the state that a record has come to.
DERIVED = {
    *(f"MAILBOX_CORRECTION_{status}" for status in CorrectionStatus),
    *(f"LOGOUT_{state}" for state in NoticeState if state is not NoticeState.QUEUED),
}


def test_every_kind_is_written_by_the_code() -> None:
    declaring = {ROOT / "models/journal/kinds.py", ROOT / "models/application/events.py"}
    named = {
        node.attr
        for floor in ("models", "resolvers")
        for path in (ROOT / floor).rglob("*.py")
        if path not in declaring
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and ast.unparse(node.value) in {"EventKind", "ApplicationEventKind"}
    }

    assert set(EventKind) == named | DERIVED


def test_what_others_see_of_the_journal_is_declared_by_its_kinds() -> None:
    assert {kind.value for kind in ApplicationEventKind} <= set(EventKind)
    assert set(PARTNER_VISIBLE_EVENTS) <= set(EventKind)


def test_a_kind_of_a_newer_version_is_not_known() -> None:
    assert kind_of("SIGNED_IN") is EventKind.SIGNED_IN
    assert kind_of("BRAND_NEW") is None
