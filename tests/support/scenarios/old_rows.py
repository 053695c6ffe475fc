"""Rows as versions before persons and memberships have left them, written without the records."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from models.database.transaction import client
from tests.support import cards

_YEARS = timedelta(days=1800)


async def insert(table: str, **columns: object) -> UUID:
    """Insert a row and return its id, which is made unless it is given."""
    row = {"id": uuid4(), **columns}
    names, values = ", ".join(row), ", ".join(map(_literal, row.values()))
    text = f"INSERT INTO {table} ({names}) VALUES ({values})"  # noqa: S608  # The tests' own values.
    await client().execute_query(text)
    return UUID(str(row["id"]))


async def application(status: str) -> UUID:
    """Insert an application of a session of its own."""
    session = await insert(
        "session",
        token_hash=uuid4().hex,
        kind="APPLICANT",
        created_at=cards.AT,
        expires_at=cards.AT + _YEARS,
    )
    texts = {
        **dict.fromkeys(("company_name", "responsible_person", "contact_name"), "測試"),
        **dict.fromkeys(("business_address", "mailing_address"), "測試路1號"),
        **dict.fromkeys(("business_email", "contact_email"), "a@company.example"),
        "mailing_postal_code": "100001",
    }
    return await insert(
        "application",
        case_number=uuid4().hex[:20],
        status=status,
        version=1,
        control_number="A0000006",
        created_at=cards.AT,
        for_person=False,
        mailbox_on_file=False,
        review_attempts=0,
        session_id=session,
        **texts,
    )


async def account(number: str, *, status: str = "ACTIVE", **more: object) -> UUID:
    return await insert(
        "account",
        control_number=number,
        kind="BUSINESS",
        status=status,
        opened_at=cards.AT - timedelta(days=900),
        **more,
    )


async def card(
    account_id: UUID | None,
    *,
    serial: int,
    status: str = "LIVE",
    holder: str = "測試甲",
    issuer: str = "aa",
    bound_at: datetime = cards.AT - timedelta(days=800),
    not_after: datetime = cards.AT + _YEARS,
    **more: object,
) -> UUID:
    """Insert the card of a person, whom issuer and serial number name."""
    of_person = uuid4()
    return await insert(
        "certificate",
        **{
            "id": of_person,
            "control_number": "A0000006",
            "account_id": account_id,
            "status": status,
            "sha256": of_person.hex * 2,
            "issuer_key_id": issuer,
            "serial_number": f"{of_person.int:x}",
            "subject_serial": f"{serial:016}",
            "holder_name": holder,
            "card_number": "TP00000000000001",
            "phone": "02-12345678",
            "email": "holder@company.example",
            "crl_urls": [],
            "not_before": bound_at - timedelta(days=1),
            "not_after": not_after,
            "bound_at": bound_at,
            **more,
        },
    )


async def change(
    account_id: UUID, kind: str, certificate_id: UUID, *, previous_id: UUID | None = None
) -> UUID:
    return await insert(
        "card_change",
        account_id=account_id,
        kind=kind,
        certificate_id=certificate_id,
        previous_id=previous_id,
        by_certificate_id=certificate_id,
        before={},
        at=cards.AT,
    )


def _literal(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, list | Mapping):
        value = json.dumps(value)
    return "'" + str(value).replace("'", "''") + "'"
