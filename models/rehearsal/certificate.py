"""What a card's certificate shows besides what the verdict requires of it."""

from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtensionOID

from models.core.rules import DAY
from models.pki.crl.same_hosts import SameHosts, hosts_of, of_one_group
from models.pki.der import reader as der
from models.pki.der.extensions import list_addresses
from models.pki.explain.outlined import dotted
from models.pki.path import directory_attributes
from models.rehearsal.assumptions.declaration import Standing
from models.rehearsal.assumptions.names import Assumption
from models.rehearsal.finding import Findings

_KEY_BITS = 2048
_CITIZEN = "2.16.886.1.100.3.1.1"
# A partition, and the complete list.
_ADDRESSES = 2


def see_certificate(findings: Findings, certificate: x509.Certificate, *, at: datetime) -> None:
    """Add what a parsed certificate shows."""
    key = certificate.public_key()
    known = findings.by_assumption
    force = known.get(Assumption.IN_FORCE)
    if force is not None and force.standing is Standing.HELD:
        # The dates themselves would tell one card of many.
        left = (certificate.not_valid_after_utc - at) // DAY
        findings.held(Assumption.IN_FORCE, f"{left} days left")
    # What the verdict refuses stays as it is.
    if Assumption.KEY in known and not (
        isinstance(key, rsa.RSAPublicKey) and key.key_size == _KEY_BITS
    ):
        findings.differs(Assumption.KEY, known[Assumption.KEY].found)
    extensions = {one.oid: one.value for one in certificate.extensions}
    if Assumption.KEY_USAGE in known and ExtensionOID.EXTENDED_KEY_USAGE in extensions:
        findings.differs(Assumption.KEY_USAGE, known[Assumption.KEY_USAGE].found)
    _see_directory(findings, extensions.get(directory_attributes.OID))
    addresses = crl_urls(certificate)
    hosts = ", ".join(sorted(hosts_of(addresses))) or "none"
    findings.compare(
        Assumption.LIST_ADDRESSES,
        f"{len(addresses)}: {hosts}",
        holds=len(addresses) == _ADDRESSES,
    )


def see_list_hosts(
    findings: Findings, urls: frozenset[str], *, configured: frozenset[str], same_hosts: SameHosts
) -> None:
    """Add whether the hosts that a card names are those of the lists that are configured."""
    if not configured:
        findings.not_seen(Assumption.LIST_HOSTS, "no list is configured")
        return
    named = hosts_of(urls)
    is_same = of_one_group(named, hosts_of(configured), same_hosts=same_hosts)
    found = f"{_listed(named)}; configured: {_listed(hosts_of(configured))}"
    findings.compare(Assumption.LIST_HOSTS, found, holds=is_same)


def crl_urls(certificate: x509.Certificate) -> frozenset[str]:
    for one in certificate.extensions:
        if isinstance(one.value, x509.CRLDistributionPoints):
            return list_addresses(one.value)
    return frozenset()


def ocsp_urls(certificate: x509.Certificate) -> tuple[str, ...]:
    """Return the addresses of responders that a certificate names (RFC 5280 §4.2.2.1)."""
    return tuple(
        access.access_location.value
        for one in certificate.extensions
        if isinstance(one.value, x509.AuthorityInformationAccess)
        for access in one.value
        if access.access_method == AuthorityInformationAccessOID.OCSP
        and isinstance(access.access_location, x509.UniformResourceIdentifier)
    )


def _see_directory(findings: Findings, extension: x509.ExtensionType | None) -> None:
    subject_class = last_four = None
    if isinstance(extension, x509.UnrecognizedExtension):
        try:
            attributes = directory_attributes.read_directory(extension.value)
            subject_class = directory_attributes.subject_class(attributes)
            last_four = directory_attributes.id_last_four(attributes)
        except der.Malformed:
            findings.differs(Assumption.SUBJECT_CLASS, "unreadable")
            return
    found = "none" if subject_class is None else dotted(subject_class)
    findings.compare(Assumption.SUBJECT_CLASS, found, holds=found == _CITIZEN)
    holder = findings.by_assumption.get(Assumption.HOLDER)
    if holder is not None and holder.standing is Standing.HELD:
        # The addresses of its lists have an assumption of their own.
        measured = holder.found.partition("; lists")[0]
        findings.compare(Assumption.HOLDER, measured, holds=last_four is not None)


def _listed(hosts: frozenset[str]) -> str:
    return ", ".join(sorted(hosts)) or "none"
