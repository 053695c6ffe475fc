"""Tests of the checker: each kind of wrong is noticed, and a clean round is clean."""

from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID, uuid4

import pytest
from strawberry.relay import to_base64

from tests.support.production.checker import Verdict, judge
from tests.support.production.load import Load, Look
from tests.support.production.person import Person, Place
from tests.support.production.processes.registry_server import company_of
from tests.support.production.production import Production
from tests.support.production.record import Act, Told
from web.demo.authority import Card

NODE = "http://one"
AT = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
ACTS = ["apply", "bind", "letter", "activate", "sign in", "receipt"]


class Found:
    """A round of one person in which everything went well, to be spoilt."""

    def __init__(self) -> None:
        shape = cast(Production, SimpleNamespace(origins=(NODE,)))
        self.load = Load(shape, seats=1)
        self.application: UUID = uuid4()
        self.account: UUID = uuid4()
        shown = {"id": to_base64("Application", self.application)}
        self.person = Person(1, cast(Card, None), cast(Place, None), application=shown)
        self.person.done += ACTS
        self.person.frames += ["e.1.aa", "e.2.bb"]
        self.load.persons.append(self.person)
        self.number = company_of(1).control_number
        subject = f"application:{self.application}"
        kinds = ("APPLIED", "CARD_BOUND", "SUBMITTED", "APPROVED", "MAIL_SENT", "ACTIVATED")
        self.rows: dict[str, list[dict[str, Any]]] = {
            "applications": [
                {"id": self.application, "status": "ACTIVATED", "control_number": self.number}
            ],
            "accounts": [{"id": self.account, "control_number": self.number, "status": "ACTIVE"}],
            "cards": [{"control_number": self.number, "sha256": "c" * 64}],
            "mails": [self.mail("passed", subject), self.mail("activated", subject)],
            "events": [
                {"seq": seq, "subject": subject, "kind": kind}
                for seq, kind in enumerate((*kinds, "MAIL_SENT"), 1)
            ],
            "sessions": [{"account_id": self.account}],
        }
        self.letters = [self.letter("passed", "activate"), self.letter("activated", "")]

    def mail(self, template: str, subject: str, *, message_id: str = "") -> dict[str, Any]:
        return {
            "message_id": message_id or f"<{template}>",
            "subject": subject,
            "template": template,
            "state": "SENT",
            "recipient": self.person.mailbox,
            "queued_at": AT,
        }

    def letter(self, template: str, page: str, *, mark: str = "t") -> dict[str, Any]:
        return {
            "at": AT.timestamp() + 1,
            "to": self.person.mailbox,
            "message_id": f"<{template}>",
            "page": page,
            "token": mark,
        }

    def told(self, told: Told, *, ended: float = 1.0) -> None:
        self.load.record.acts.append(
            Act(person=1, name="apply", node=NODE, began=ended - 1, ended=ended, told=told)
        )

    def judged(self) -> Verdict:
        verdict = Verdict()
        judge(self.load, self.rows, self.letters, verdict)
        return verdict


def ready_while_all_fails(found: Found, *, ready: bool) -> None:
    for second in range(30):
        found.told(Told.UNAVAILABLE, ended=float(second))
        found.load.looks.append(Look(node=NODE, at=float(second), ready=ready))


def untold(found: Found) -> None:
    ready_while_all_fails(found, ready=True)


def resent_with_another_link(found: Found) -> None:
    subject = found.rows["mails"][0]["subject"]
    found.rows["mails"].append(found.mail("passed", subject, message_id="<second>"))
    found.letters.append({**found.letter("passed", "activate"), "message_id": "<second>"})


SPOILT: dict[str, tuple[str, Callable[[Found], object]]] = {
    "an application": ("lost", lambda found: found.rows["applications"].clear()),
    "a card": ("lost", lambda found: found.rows["applications"][0].update(status="DRAFT")),
    "an account": ("lost", lambda found: found.rows["accounts"].clear()),
    "an account's card": ("lost", lambda found: found.rows["cards"].clear()),
    "a session": ("lost", lambda found: found.rows["sessions"].clear()),
    "a letter on its way": ("lost", lambda found: found.rows["mails"][1].update(state="QUEUED")),
    "a letter": ("lost", lambda found: found.letters.pop()),
    "an event": ("lost", lambda found: found.rows["events"].pop(2)),
    "two accounts": (
        "doubled",
        lambda found: found.rows["accounts"].append(found.rows["accounts"][0]),
    ),
    "two applications": (
        "doubled",
        lambda found: found.rows["applications"].append(
            {**found.rows["applications"][0], "id": uuid4()}
        ),
    ),
    "a card twice": ("doubled", lambda found: found.rows["cards"].append(found.rows["cards"][0])),
    "two activations": (
        "doubled",
        lambda found: found.rows["events"].append({**found.rows["events"][5], "seq": 8}),
    ),
    "a letter with two links": ("doubled", resent_with_another_link),
    "a letter with two tokens": (
        "doubled",
        lambda found: found.letters.append(found.letter("passed", "activate", mark="u")),
    ),
    "a letter sent twice by the journal": (
        "doubled",
        lambda found: found.rows["events"].append({**found.rows["events"][4], "seq": 8}),
    ),
    "an event told twice": ("doubled", lambda found: found.person.frames.append("e.1.aa")),
    "no answer": ("hung", lambda found: found.told(Told.NOTHING)),
    "somebody who gave up": ("hung", lambda found: setattr(found.person, "given_up", "no letter")),
    "an internal error": ("untruthful", lambda found: found.told(Told.INTERNAL)),
    "a refusal": ("untruthful", lambda found: found.told(Told.NO)),
    "an answer of another form": ("untruthful", lambda found: found.told(Told.WRONG)),
    "a letter that nobody queued": ("untruthful", lambda found: found.rows["mails"].pop()),
    "ready while all fails": ("untruthful", untold),
}


def test_a_clean_round_is_clean() -> None:
    found = Found()
    found.told(Told.YES)
    found.told(Told.UNAVAILABLE)
    found.told(Told.LOST)
    ready_while_all_fails(found, ready=False)
    # The same letter again, with its own Message-ID.
    found.letters.append(found.letters[0])

    verdict = found.judged()

    assert verdict.wrong == []
    assert (verdict.letters, verdict.repeated, verdict.letters_p99) == (2, 1, 1.0)


@pytest.mark.parametrize("name", SPOILT)
def test_what_is_wrong_is_named(name: str) -> None:
    kind, spoil = SPOILT[name]
    found = Found()
    spoil(found)

    verdict = found.judged()

    assert getattr(verdict, kind), verdict
