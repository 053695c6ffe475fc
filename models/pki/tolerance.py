"""What is accepted in a message beyond the strict form, each with its clause.

None of them changes what is hashed, compared or verified. What was accepted for a signature stands
in its evidence.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Tolerance(StrEnum):
    """A deviation from DER, or from the usual form, that is accepted."""

    INDEFINITE_LENGTH = "INDEFINITE_LENGTH"
    LONG_LENGTH = "LONG_LENGTH"
    SEGMENTED_CONTENT = "SEGMENTED_CONTENT"
    VERSION_3_SIGNER_1 = "VERSION_3_SIGNER_1"
    ATTRIBUTES_UNSORTED = "ATTRIBUTES_UNSORTED"
    CARD_NUMBER_REWRITTEN = "CARD_NUMBER_REWRITTEN"


CLAUSES: Mapping[Tolerance, str] = MappingProxyType(
    {
        Tolerance.INDEFINITE_LENGTH: "X.690 §8.1.3.6; RFC 5652 §2: a wrapper without length",
        Tolerance.LONG_LENGTH: "X.690 §8.1.3.5: a wrapper's length in more octets than needed",
        Tolerance.SEGMENTED_CONTENT: (
            "X.690 §8.7.3; RFC 5652 §5.2, §5.4: content in pieces, of which the octets are hashed"
        ),
        Tolerance.VERSION_3_SIGNER_1: (
            "RFC 5652 §5.1, §5.3: SignedData of version 3 whose signer is of version 1"
        ),
        Tolerance.ATTRIBUTES_UNSORTED: (
            "RFC 5652 §5.4; X.690 §11.6: signed attributes out of order, verified as received"
        ),
        Tolerance.CARD_NUMBER_REWRITTEN: (
            "PKCS #11 v3.1 §3.2 (CK_TOKEN_INFO): a card number padded, or in small letters"
        ),
    }
)
