"""Applications that wait for a reviewer."""

import base64
from dataclasses import replace
from uuid import UUID

from models.company.company import CompanyOnFile
from tests.support import cards
from tests.support.people.people import Person, form
from tests.support.portal import COMPANY, TestPortal, on_file

NO_APPLICATION = base64.b64encode(f"Application:{UUID(int=0)}".encode()).decode()
ON_FILE_WITHOUT_CONTACT = replace(on_file(), contact_name=None)


NO_MAILBOX_ON_FILE = replace(ON_FILE_WITHOUT_CONTACT, business_email=None)
# Typed by an applicant whose company has no mailbox in the registry.
TYPED = "typed@stranger.example"


async def awaiting_reviewer(
    portal: TestPortal,
    *,
    number: int = 0,
    row: CompanyOnFile = ON_FILE_WITHOUT_CONTACT,
    **changes: str,
) -> Person:
    """Return a person whose case waits for a reviewer, since the registry has no contact."""
    control_number = f"A00000{number:02}"
    portal.registry.rows = [
        *(row for row in portal.registry.rows if row.control_number != control_number),
        replace(row, control_number=control_number),
    ]
    person = Person.at(
        portal,
        cards.citizen(subject_serial=f"00000000000005{number:02}", holder=f"申請{number:02}"),
    )
    await person.apply(form(replace(COMPANY, control_number=control_number, **changes)))
    await person.bind()
    await portal.review()
    return person


async def without_registered_mailbox(portal: TestPortal, *, number: int = 0) -> Person:
    """Return a person whose case waits, of whose company the registry has no mailbox."""
    return await awaiting_reviewer(
        portal, number=number, row=NO_MAILBOX_ON_FILE, business_email=TYPED
    )
