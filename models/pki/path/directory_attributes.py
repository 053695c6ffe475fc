"""Subject directory attributes: facts about a holder that are not part of the name."""

from cryptography import x509

from models.pki.der import reader as der
from models.pki.path.pins import CardKind

OID = x509.ObjectIdentifier("2.5.29.9")
_SUBJECT_CLASS = der.oid("2.16.886.1.100.2.1")
_ID_LAST_FOUR = der.oid("2.16.886.1.100.2.51")
# Classes of organisations are below this arc, citizens' and foreigners' below 2.16.886.1.100.3.1.
_ORGANISATIONS = der.oid("2.16.886.1.100.3.2")
_COMPANIES = der.oid("2.16.886.1.100.3.2.2")
_AGENCIES = der.oid("2.16.886.1.100.3.2.1")


def read_directory(extension: bytes) -> dict[bytes, bytes]:
    """Return the attributes (RFC 5280 §4.2.1.8): each type's values, as the content of their SET.

    :raises der.Malformed: when they are not attributes, or a type occurs twice.
    """
    attributes = der.outermost(extension)
    found: dict[bytes, bytes] = {}
    while attributes.next_tag() is not None:
        attribute = attributes.enter(der.SEQUENCE)
        kind = attribute.content(der.OBJECT_IDENTIFIER)
        if kind in found:
            raise der.Malformed("an attribute twice")
        found[kind] = attribute.content(der.SET)
        attribute.end()
    return found


def id_last_four(attributes: dict[bytes, bytes]) -> str | None:
    """Return the last four characters of the national number, or None.

    :raises der.Malformed: when they are not one UTF8String.
    """
    if _ID_LAST_FOUR not in attributes:
        return None
    values = der.Reader(attributes[_ID_LAST_FOUR])
    text = values.content(der.UTF8_STRING)
    values.end()
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError as problem:
        raise der.Malformed("UTF-8") from problem


def subject_class(attributes: dict[bytes, bytes]) -> bytes | None:
    """Return the content of the object identifier that is the subject's class, or None.

    :raises der.Malformed: when the class is not one object identifier.
    """
    if _SUBJECT_CLASS not in attributes:
        return None
    values = der.Reader(attributes[_SUBJECT_CLASS])
    found = values.content(der.OBJECT_IDENTIFIER)
    values.end()
    return found


def organisation(attributes: dict[bytes, bytes]) -> CardKind | None:
    """Return the kind of organisation that the subject class names, or None.

    :raises der.Malformed: when the class is not one object identifier.
    """
    found = subject_class(attributes)
    if found is None or not found.startswith(_ORGANISATIONS):
        return None
    if found.startswith(_COMPANIES):
        return CardKind.COMPANY
    return CardKind.AGENCY if found.startswith(_AGENCIES) else CardKind.ORGANISATION
