"""The scalars of the contract, each with its specification."""

import base64
import binascii
from datetime import UTC, datetime
from typing import NewType
from uuid import UUID

import strawberry
from strawberry.types.scalar import ScalarDefinition

Base64 = NewType("Base64", bytes)
Cursor = NewType("Cursor", str)


def _read_base64(value: object) -> bytes:
    """Decode standard base64; white space is refused."""
    if not isinstance(value, str):
        raise ValueError("Base64: expected a string")
    try:
        return base64.b64decode(value, validate=True)
    except binascii.Error as fault:
        raise ValueError("Base64: expected RFC 4648 section 4, without line breaks") from fault


def _read_uuid(value: object) -> UUID:
    if not isinstance(value, str):
        raise ValueError("UUID: expected a string")
    return UUID(value)


def _write_moment(value: datetime) -> str:
    """Format a date and time in UTC with milliseconds."""
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _read_moment(value: object) -> datetime:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    if moment is None or moment.tzinfo is None:
        raise ValueError("DateTime: expected RFC 3339 with an offset")
    try:
        moment.astimezone(UTC)
    except OverflowError as beyond:
        raise ValueError("DateTime: expected a year from 1 to 9999 in UTC") from beyond
    return moment


SCALARS: dict[object, ScalarDefinition] = {
    Base64: strawberry.scalar(
        name="Base64",
        description="Bytes in standard base64 encoding (RFC 4648 section 4), without line breaks.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc4648#section-4",
        serialize=lambda value: base64.b64encode(value).decode(),
        parse_value=_read_base64,
    ),
    Cursor: strawberry.scalar(
        name="Cursor",
        description="A position in the event stream. Opaque: pass it back unchanged.",
        specified_by_url="https://relay.dev/graphql/connections.htm#sec-Cursor",
        serialize=str,
        parse_value=str,
    ),
    UUID: strawberry.scalar(
        name="UUID",
        description="A universally unique identifier in the text form of RFC 9562.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc9562",
        serialize=str,
        parse_value=_read_uuid,
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description="A date and time in RFC 3339 format. Responses are in UTC with "
        "milliseconds; inputs may have any offset.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
        serialize=_write_moment,
        parse_value=_read_moment,
    ),
}
