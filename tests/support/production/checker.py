"""Compares what persons were told with the database and the mail server: all must be nothing."""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import asyncpg

from tests.support.production.load import Load
from tests.support.production.record import Act, Told, percentile
from tests.support.servers.process import until

# A node looks at its database at most every five seconds, and a look takes three at most.
NOTICED_SECONDS = 10.0
# A lease runs out, and what was leased is tried again with pauses.
SETTLED_SECONDS = 90.0
# What can happen to one application once.
ONCE = ("APPLIED", "CARD_BOUND", "SUBMITTED", "APPROVED", "ACTIVATED")
TABLES: Mapping[str, str] = {
    "applications": "SELECT id, status, control_number FROM application",
    "accounts": "SELECT id, control_number, status, application_id FROM account",
    "cards": "SELECT control_number, status, sha256 FROM certificate WHERE status = 'LIVE'",
    "mails": "SELECT message_id, subject, template, state, recipient, queued_at FROM mail",
    "events": "SELECT seq, subject, kind FROM event ORDER BY seq",
    "sessions": "SELECT account_id FROM session WHERE kind = 'HOLDER'",
}


@dataclass
class Verdict:
    """What was wrong in a round, in four lists; and what was measured."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    hung: list[str] = field(default_factory=list)
    untruthful: list[str] = field(default_factory=list)
    measured: dict[str, str] = field(default_factory=dict)
    # How many letters were accepted, how many again (with their Message-ID), and how soon.
    letters: int = 0
    repeated: int = 0
    letters_p99: float = 0.0

    @property
    def wrong(self) -> list[str]:
        kinds = ("lost", "doubled", "hung", "untruthful")
        return [f"{kind}: {one}" for kind in kinds for one in getattr(self, kind)]

    def table(self, name: str) -> str:
        """Format the verdict as the line that a round reports."""
        counts = {
            "lost": len(self.lost),
            "doubled": len(self.doubled),
            "hung": len(self.hung),
            "untruthful": len(self.untruthful),
        }
        cells = [f"{key} {value}" for key, value in {**counts, **self.measured}.items()]
        return f"{name}: " + " · ".join(cells)


async def check(load: Load) -> Verdict:
    """Judge a round whose processes run again, once the workers have nothing left to do."""
    verdict = Verdict()
    server = await asyncpg.connect(load.shape.cluster.url(), timeout=30)
    try:

        async def settled() -> bool:
            return not await server.fetchval("SELECT count(*) FROM mail WHERE state = 'QUEUED'")

        # What is left is named below.
        with suppress(TimeoutError):
            await until(settled, within=SETTLED_SECONDS)
        rows = {
            name: [dict(row) for row in await server.fetch(query)] for name, query in TABLES.items()
        }
    finally:
        await server.close(timeout=5)
    judge(load, rows, load.shape.letters.all(), verdict)
    return verdict


Rows = Mapping[str, Sequence[Mapping[str, Any]]]
Letter = Mapping[str, Any]


def judge(load: Load, rows: Rows, letters: Sequence[Letter], verdict: Verdict) -> None:
    """Compare what persons were told with the database's rows and the mail server's letters."""
    _check_persons(load, rows, verdict)
    _check_once(load, rows, verdict)
    _check_letters(letters, rows, verdict)
    _check_answers(load, verdict)
    _check_readiness(load, verdict)
    _measure(load, letters, rows, verdict)


def _check_persons(load: Load, rows: Rows, verdict: Verdict) -> None:
    status = {row["id"]: row["status"] for row in rows["applications"]}
    active = {
        row["control_number"]: row["id"] for row in rows["accounts"] if row["status"] == "ACTIVE"
    }
    carded = {row["control_number"] for row in rows["cards"]}
    signed_in = Counter(row["account_id"] for row in rows["sessions"])
    for person in load.persons:
        who, found = f"person {person.number}", status.get(person.application_id)
        if person.given_up is not None:
            verdict.hung.append(f"{who}: {person.given_up}")
        if "apply" in person.done and found is None:
            verdict.lost.append(f"{who}: the application")
        if "bind" in person.done and found not in {"UNDER_REVIEW", "APPROVED", "ACTIVATED"}:
            verdict.lost.append(f"{who}: the card, {found}")
        if "activate" in person.done and (
            found != "ACTIVATED" or not {person.control_number} <= active.keys() & carded
        ):
            verdict.lost.append(f"{who}: the account, {found}")
        if "sign in" in person.done and not signed_in[active.get(person.control_number)]:
            verdict.lost.append(f"{who}: the session")


def _check_once(load: Load, rows: Rows, verdict: Verdict) -> None:
    own = {person.control_number for person in load.persons}
    verdict.doubled += _twice(
        f"account of {row['control_number']}"
        for row in rows["accounts"]
        if row["status"] != "CLOSED"
    )
    verdict.doubled += _twice(
        f"application of {row['control_number']}"
        for row in rows["applications"]
        # Others are newcomers', who may all state one company.
        if row["control_number"] in own
    )
    verdict.doubled += _twice(f"card {row['sha256'][:12]}" for row in rows["cards"])
    verdict.doubled += _twice(
        f"{row['kind']} of {row['subject']}" for row in rows["events"] if row["kind"] in ONCE
    )
    for person in load.persons:
        verdict.doubled += _twice(f"{frame} to person {person.number}" for frame in person.frames)
    seqs = [row["seq"] for row in rows["events"]]
    if seqs != list(range(1, len(seqs) + 1)):
        verdict.lost.append("the journal's numbers are not consecutive")


def _check_letters(letters: Sequence[Letter], rows: Rows, verdict: Verdict) -> None:
    accepted = {letter["message_id"] for letter in letters}
    queued = {row["message_id"] for row in rows["mails"]}
    verdict.untruthful += [f"a letter that nobody queued: {one}" for one in accepted - queued]
    for row in rows["mails"]:
        if row["state"] == "SENT" and row["message_id"] not in accepted:
            verdict.lost.append(f"a letter recorded as sent: {row['template']} {row['subject']}")
        if row["state"] in {"QUEUED", "GIVEN_UP"}:
            verdict.lost.append(f"a letter is {row['state']}: {row['template']} {row['subject']}")
    verdict.doubled += _twice(
        f"letter {row['template']} about {row['subject']}" for row in rows["mails"]
    )
    sent = Counter(row["subject"] for row in rows["events"] if row["kind"] == "MAIL_SENT")
    meant = Counter(row["subject"] for row in rows["mails"])
    verdict.doubled += [f"MAIL_SENT of {one}" for one in sent if sent[one] > meant[one]]
    different = {
        (letter["to"], letter["page"], letter["message_id"], letter["token"]) for letter in letters
    }
    verdict.doubled += _twice(
        f"link of {page} to {to}" for to, page, _, _ in different if page == "activate"
    )


def _check_answers(load: Load, verdict: Verdict) -> None:
    for act in load.record.acts:
        what = f"{act.name} of person {act.person} after {act.ended - act.began:.1f} s"
        if act.told is Told.NOTHING:
            verdict.hung.append(f"{what}: no answer")
        elif act.told in {Told.INTERNAL, Told.WRONG, Told.NO}:
            verdict.untruthful.append(f"{what}: {act.told} {act.detail}")


def _check_readiness(load: Load, verdict: Verdict) -> None:
    """Look for times in which a node said that it is ready, and every act on it failed."""
    for node in load.shape.origins:
        run: list[Act] = []
        for act in load.record.acts:
            if act.node != node or act.name == "watch":
                continue
            if act.told is Told.UNAVAILABLE:
                run.append(act)
                continue
            _judge_run(load, node, run, verdict)
            run = []
        _judge_run(load, node, run, verdict)


def _judge_run(load: Load, node: str, run: list[Act], verdict: Verdict) -> None:
    if len(run) < 3 or run[-1].ended - run[0].ended <= NOTICED_SECONDS:
        return
    begin, end = run[0].ended + NOTICED_SECONDS, run[-1].ended
    looks = [look for look in load.looks if look.node == node and begin <= look.at <= end]
    if any(look.ready for look in looks):
        times = [f"{look.at - run[0].ended:.1f}" for look in looks if look.ready]
        verdict.untruthful.append(f"{node} was ready {times[:3]} s into {end - begin:.0f} s of 503")


def _measure(load: Load, letters: Sequence[Letter], rows: Rows, verdict: Verdict) -> None:
    own = {person.mailbox for person in load.persons}
    queued: Mapping[str, datetime] = {row["message_id"]: row["queued_at"] for row in rows["mails"]}
    first: dict[str, float] = {}
    for letter in letters:
        if letter["to"] in own:
            first.setdefault(letter["message_id"], letter["at"])
    took = [
        at - queued[one].astimezone(UTC).timestamp() for one, at in first.items() if one in queued
    ]
    verdict.repeated = sum(letter["to"] in own for letter in letters) - len(first)
    counts = load.record.counts()
    answered = [act.ended - act.began for act in load.record.acts if act.name != "watch"]
    verdict.letters, verdict.letters_p99 = len(took), percentile(took, 0.99)
    p50, most = percentile(took, 0.5), max(took, default=0.0)
    verdict.measured = {
        "activated": str(sum("activate" in person.done for person in load.persons)),
        "signed in": str(sum("sign in" in person.done for person in load.persons)),
        "answers": str(counts[Told.YES]),
        "503": str(counts[Told.UNAVAILABLE]),
        "broken": str(counts[Told.LOST]),
        "letters": str(len(took)),
        "again": str(verdict.repeated),
        "letters p50/p99/most": f"{p50:.1f}/{verdict.letters_p99:.1f}/{most:.1f} s",
        "slowest answer": f"{max(answered, default=0.0):.1f} s",
        "seconds": f"{load.ended - load.began:.0f}",
    }


def _twice(names: Any) -> list[str]:
    return [f"{name} ({times} times)" for name, times in Counter(names).items() if times > 1]
