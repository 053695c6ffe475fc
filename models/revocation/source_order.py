"""The order in which the sources of revocation status are queried."""

from models.revocation.settings import Assurance, RevocationSettings, Source


def source_order(settings: RevocationSettings, *, assurance: Assurance) -> tuple[Source, ...]:
    """Return the sources to query, the first one first.

    The order is the operator's, but an act of HIGH assurance queries the responder first where
    ``first_for_high`` is set and responders are among the sources.
    """
    if assurance is Assurance.HIGH and settings.first_for_high and Source.OCSP in settings.order:
        return (Source.OCSP, *(one for one in settings.order if one is not Source.OCSP))
    return settings.order
