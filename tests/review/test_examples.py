"""Tests of the saved operations of a reviewer's day."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    FieldNode,
    OperationDefinitionNode,
    SelectionSetNode,
    parse,
    validate,
)

from schema.gate.limits import Limits
from schema.gate.measure import Measure
from schema.root import schema
from tests.support.contract import contract
from tests.support.paths import ROOT
from tests.support.people.staff import ada
from tests.support.portal import TestPortal
from tests.support.scenarios.review import awaiting_reviewer

EXAMPLES = sorted((ROOT / "web/graphiql/examples").glob("*.graphql"))
SCHEMA = contract()


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_every_example_is_titled_in_both_languages_and_valid(file: Path) -> None:
    text = file.read_text(encoding="utf-8")

    title, _, _ = text.partition("\n")
    document = parse(text)
    limits = Limits()

    assert re.fullmatch(r"[0-9]{2}-[a-z-]+", file.stem)
    assert re.fullmatch(r"# [^|]*[一-鿿][^|]* \| [A-Za-z][ -~]+", title), title
    assert len(document.definitions) == 1
    assert validate(SCHEMA, document) == []
    for size in Measure(schema._schema).measure(document, limit=limits.cost):
        assert size.cost <= limits.cost
        assert size.depth <= limits.depth


def test_there_is_an_example_for_each_act_of_a_reviewer() -> None:
    acts = {
        act
        for file in EXAMPLES
        for operation in parse(file.read_text(encoding="utf-8")).definitions
        if isinstance(operation, OperationDefinitionNode)
        for act in _acts(operation.selection_set)
    }

    assert acts >= {
        *(
            "reviewQueue",
            "reviewCase",
            "reviewQueueChanged",
            "account",
            "accounts",
            "journal",
            "resendMail",
        ),
        *("claimApplication", "releaseApplication", "reviewAgain"),
        *("approveApplication", "rejectApplication"),
        *("proposeCaseMailbox", "confirmCaseMailbox"),
        *("suspendAccount", "restoreAccount", "closeAccount"),
        *("createStaff", "awaitingConfirmation", "confirmStaffCard", "rejectStaffCard"),
        "inviteStaffAgain",
        *("mailboxCorrections", "proposeMailboxCorrection", "confirmMailboxCorrection"),
        *("endMailboxCorrection", "missingCompanies", "closeMissingCompany"),
        *("partners", "updatePartner"),
    }


def _acts(selections: SelectionSetNode) -> Iterator[str]:
    """List the fields at the root, and those for staff."""
    for field in selections.selections:
        if isinstance(field, FieldNode) and field.selection_set and field.name.value == "staff":
            yield from _acts(field.selection_set)
        elif isinstance(field, FieldNode):
            yield field.name.value


async def test_the_queries_run_as_they_are(portal: TestPortal) -> None:
    alice = await awaiting_reviewer(portal)
    admin = await ada(portal)
    variables = {
        "20-case": {"id": alice.application["id"]},
        "80-account": {"controlNumber": "STAFF003"},
    }
    data: dict[str, Any] = {}

    for name in ("10-queue", "20-case", "80-account", "81-accounts", "95-journal"):
        [file] = [file for file in EXAMPLES if file.stem == name]
        answer = await admin.ask(file.read_text(encoding="utf-8"), variables.get(name))
        data |= answer["staff"]

    assert data["reviewQueue"]["head"]["waiting"] == 1
    assert data["reviewCase"]["onFile"]["answered"] is True
    assert data["reviewCase"]["expectedApproval"]["recipient"] == "REGISTERED_MAILBOX"
    assert data["account"]["controlNumber"] == "STAFF003"
    assert len(data["accounts"]["edges"]) == 1
    assert data["journal"]["edges"]
