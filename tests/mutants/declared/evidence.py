"""Evidence and the journal's names of it, and the responders that are believed."""

from tests.mutants.declared.form import Declared, of

EVIDENCE: tuple[Declared, ...] = (
    *of(
        "models/signature/evidence_audit.py",
        "tests/evidence/test_audit.py",
        rows=(
            (
                "same = row.content_sha256(self.seal) == event.sha256",
                "same = True",
                "evidence with other content than was kept",
            ),
            ("            row.opened(self.seal)\n", "", "a record that was changed"),
            ("            if seq <= event.seq:", "            if False:", "evidence that is gone"),
            (
                "elif not event.at + years(EVIDENCE_FEWEST_YEARS) <= at <= self.now + DAY:",
                "elif not at <= self.now + DAY:",
                "evidence that was erased before its time",
            ),
            (
                "years(EVIDENCE_FEWEST_YEARS) <= at <= self.now + DAY:",
                "years(EVIDENCE_FEWEST_YEARS) <= at:",
                "an erasure of a time to come",
            ),
            (
                "seq, at = erased.get(subject, (0, self.now))",
                "seq, at = erased.get(subject, (event.seq + 1, event.at + years(99)))",
                "evidence that is missing without an erasure",
            ),
            (
                "if str(row.id) in named:",
                "if True:",
                "evidence that no event names",
            ),
            (
                "if self.first_named_at is None or row.at < self.first_named_at:",
                "if True:",
                "evidence put in later that is taken for old",
            ),
            (
                "if key not in self._before}",
                "}",
                "a fault that is counted twice",
            ),
            (
                "if one.evidence_id in wanted]",
                "]",
                "evidence that another piece's event names",
            ),
        ),
    ),
    *of(
        "resolvers/evidence/verify.py",
        "tests/evidence/test_audit.py",
        rows=(
            (
                "if first is not None and evidence.at >= first.at:",
                "if False:",
                "evidence that no event names",
            ),
            (
                "if named.sha256 != evidence.content_sha256(seal):",
                "if False:",
                "evidence with other content than its event names",
            ),
        ),
    ),
    *of(
        "models/pki/ocsp/responder.py",
        "tests/pki/ocsp/test_status.py",
        rows=(
            (
                "        is_pinned = pin in pinned\n",
                "        is_pinned = pin.sha256 in {one.sha256 for one in pinned}\n",
                "a pinned responder that speaks for another issuer",
            ),
            (
                "        is_pinned = pin in pinned\n",
                "        is_pinned = True\n",
                "a responder that nobody has authorised",
            ),
            (
                "by in (None, known.issuer_key_id) and known",
                "known",
                "a responder that another CA's list refuses",
            ),
            (
                "by in (None, known.issuer_key_id) and known",
                "by == known.issuer_key_id and known",
                "a revoked responder whose certificate names no issuer's key",
            ),
            (
                "and known.entries.reasons(parts.serial_number)",
                "and False",
                "a responder that a list has",
            ),
            (
                "_check_unlisted(parts, by=_issuer_key_id(certificate), lists=lists)",
                "_check_unlisted(parts, by=issuer.key_id, lists=lists)",
                "a pinned responder that its own CA has revoked",
            ),
            ("value.ca:\n            return False", "value.ca:\n            pass", "a CA"),
            ("        and usage.digital_signature\n", "", "a key that signs no answers"),
            (
                "        and ExtendedKeyUsageOID.OCSP_SIGNING in purposes\n",
                "",
                "a card that answers for its issuer",
            ),
            (
                "if extension.critical and extension.oid not in _UNDERSTOOD:",
                "if False:",
                "a restriction that is not understood",
            ),
            (
                "certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc",
                "certificate.not_valid_before_utc <= at",
                "a responder beyond its time",
            ),
        ),
    ),
    *of(
        "models/pki/ocsp/status.py",
        "tests/evidence/test_evidence.py::test_evidence_by_a_pinned_responder_is_bound_to_its_issuer",
        "tests/pki/ocsp/test_status.py",
        rows=(
            (
                "pinned=frozenset() if pin is None else frozenset({pin}),",
                "pinned=rules.pinned,",
                "evidence that trusts responders which did not answer",
            ),
        ),
    ),
    *of(
        "models/settings/responders.py",
        "tests/settings/test_settings.py",
        rows=(
            (
                "not word.isascii() or not _KEY_ID.fullmatch(issuer) or not _SHA256",
                "not word.isascii() or not _SHA256",
                "a pin that names no issuer",
            ),
        ),
    ),
)
