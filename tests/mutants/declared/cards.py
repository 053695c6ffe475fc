"""Cards, certificates and lists of revoked ones."""

from tests.mutants.declared.form import Declared, of

CARDS: tuple[Declared, ...] = (
    *of(
        "models/card/certificate.py",
        "tests/card/test_manage_cards.py::test_a_removed_card_is_out_at_once",
        "tests/card/test_renew.py::test_the_old_card_does_not_come_back",
        rows=(
            (
                "sha256=proof.certificate_sha256, status=CertificateStatus.LIVE",
                "sha256=proof.certificate_sha256",
                "a removed card that signs in",
            ),
        ),
    ),
    *of(
        "models/card/certificate.py",
        "tests/card/test_renew.py::test_the_old_card_does_not_come_back",
        "tests/card/test_renew.py::test_an_older_card_does_not_take_the_place_of_a_newer_one_that_ended",
        rows=(
            (
                "membership_id=membership.id, not_before__gt=",
                "membership_id=membership.id, status=CertificateStatus.LIVE, not_before__gt=",
                "an older card in the place of a newer one that ended",
            ),
            (
                "return not await later.exists()",
                "return True",
                "an older card in the place of the bound one",
            ),
        ),
    ),
    *of(
        "models/card/certificate.py",
        "tests/card/test_manage_cards.py::test_nobody_sees_another_companys_cards",
        rows=(
            (
                "certificate is None or _may_see(viewer, certificate)",
                "True",
                "a card that a stranger sees",
            ),
            (
                "holder.sees_every_account or certificate.account_id == holder.account_id",
                "True",
                "a card that the holder of another account sees",
            ),
        ),
    ),
    *of(
        "resolvers/card/settle_change.py",
        "tests/card/test_disputes.py::test_only_what_was_objected_to_is_settled_and_with_a_reason",
        rows=(
            (
                "get_or_none(id=change_id, reported_at__isnull=False)",
                "get_or_none(id=change_id)",
                "a change undone that nobody objected to",
            ),
        ),
    ),
    *of(
        "models/pki/path/trust.py",
        "tests/pki/path/test_issuer_of.py",
        "tests/pki/path/test_trust.py",
        rows=(
            ("if key_id in self.retired:", "if False:", "a card of a retired issuer"),
            (
                "                retired.add(anchor.key_id)\n                continue",
                "                continue",
                "an expired issuer that is called unknown",
            ),
            ("all(step.covers(at) for step in path)", "True", "an issuer under an expired CA"),
        ),
    ),
    *of(
        "models/pki/crl/status.py",
        "tests/pki/crl/test_status.py",
        "tests/pki/crl/test_authority_list.py",
        rows=(
            ("        and known.about is About.CARDS\n", "", "a list about CAs used for a card"),
            (
                "        and cover(known.urls, crl_urls, same_hosts=same_hosts)\n",
                "",
                "a list of another partition",
            ),
            ("        and known.this_update - skew <= at\n", "", "a list from the future"),
            ("known.issuer_key_id == issuer_key_id", "True", "a list of another issuer"),
            (
                "any(reason != CERTIFICATE_HOLD for reason in reasons)",
                "reasons and known is newest",
                "a revocation that a later list lacks",
            ),
        ),
    ),
    *of(
        "models/pki/ocsp/status.py",
        "tests/pki/ocsp/test_status.py",
        rows=(
            (
                "at - basic.produced_at >= rules.longest_without_nonce",
                "False",
                "an old answer without a nonce played again",
            ),
        ),
    ),
    *of(
        "models/revocation/stored_list.py",
        "tests/revocation/test_refresh.py::test_a_lower_number_never_replaces_a_higher",
        rows=(
            ("filter(**place, number__lt=number)", "filter(**place)", "a list of a lower number"),
        ),
    ),
    *of(
        "models/revocation/stored_list.py",
        "tests/revocation/test_left_out.py",
        rows=(
            (
                "cls.filter(**place, number=number, fetched_at=fetched_at)",
                "cls.filter(**place)",
                "a newer list that a slower worker replaces",
            ),
            (
                "if _written(found.number) != number:",
                "if False:",
                "a row whose number keeps newer lists out",
            ),
        ),
    ),
    *of(
        "models/revocation/lists_on_hand.py",
        "tests/revocation/test_left_out.py",
        rows=(
            (
                "if row.issuer_key_id in trust.issuers or row.issuer_key_id in trust.authorities:",
                "if True:",
                "a list of a retired CA that is read at every act",
            ),
            (
                "self.row == row and self.at <= at < self.at + LIST_REREAD",
                "False",
                "a damaged list that is read at every act",
            ),
            (
                "self.row == row and self.at <= at < self.at + LIST_REREAD",
                "True",
                "a list that was mended and is not read again",
            ),
            (
                "if last is None or not last <= at < last + LIST_REREAD:",
                "if True:",
                "a line of the log for every act",
            ),
        ),
    ),
    *of(
        "models/database/put_off.py",
        "tests/database/test_put_off.py",
        "tests/processes/test_put_off.py",
        rows=(
            (
                "others = records.exclude(id__in=skipped) if skipped else records",
                "others = records",
                "an item that fails and is tried again at once, for all time",
            ),
            ("self._failed.pop(item, None)", "pass", "an item that stays put off"),
        ),
    ),
    *of(
        "web/trust/folder_reader.py",
        "tests/revocation/test_trust_store.py",
        rows=(
            ("self._last.get(path.name, ())", "()", "a CA that goes while its file is replaced"),
            ("            read[name] = ()\n", "            pass\n", "a CA nobody confirmed"),
        ),
    ),
    *of(
        "models/pki/cms/message.py",
        "tests/pki/cms/test_message.py",
        rows=(("LARGEST_DER = 24 * 1024", "LARGEST_DER = 24 * 1024 * 1024", "a huge message"),),
    ),
    *of(
        "models/pki/cms/message.py",
        "tests/pki/cms/test_message.py",
        rows=(
            (
                "_VERSIONS = frozenset({(1, 1), (3, 3), (3, 1)})",
                "_VERSIONS = frozenset({(1, 1), (3, 3), (3, 1), (1, 3), (4, 1)})",
                "versions that do not fit",
            ),
        ),
    ),
    *of(
        "models/pki/ber/definite.py",
        "tests/pki/cms/test_outer_layer.py",
        rows=(
            ("_MOST_ELEMENTS = 4096", "_MOST_ELEMENTS = 1 << 30", "a message of tiny segments"),
            ("_DEEPEST_STRING = 5", "_DEEPEST_STRING = 1 << 30", "segments nested without end"),
            (
                "    der.SET: {der.SEQUENCE: _PASSED_ON},\n",
                "    der.SET: {der.SEQUENCE: {der.context(0): _PASSED_ON}},\n",
                "signed attributes that are written again",
            ),
            ("if end != len(message):", "if False:", "bytes after a message"),
        ),
    ),
    *of(
        "models/pki/cms/card_number.py",
        "tests/pki/test_verdict.py",
        rows=(
            (
                "trimmed.upper() if trimmed.isascii() else trimmed",
                "trimmed.upper()",
                "a letter that becomes two",
            ),
        ),
    ),
    *of(
        "models/pki/verdict.py",
        "tests/pki/test_algorithms.py",
        "tests/pki/test_curves.py",
        rows=(
            (
                "if message.algorithm.scheme not in issuer.schemes:",
                "if False:",
                "a card on a curve below a chain of RSA",
            ),
        ),
    ),
    *of(
        "models/pki/path/fingerprint.py",
        "tests/pki/test_curves.py",
        rows=(
            (
                "if 2 * s <= order or not order:",
                "if True:",
                "a bound card that passes for another by the other s of its certificate",
            ),
        ),
    ),
    *of(
        "models/pki/crl/same_hosts.py",
        "tests/revocation/test_list_scopes.py",
        rows=(
            (
                "return f\"{found['scheme']}{host}{found['rest']}\"",
                "return host",
                "another part of a list at a host that is the same",
            ),
        ),
    ),
    *of(
        "resolvers/revocation/refresh.py",
        "tests/revocation/test_door.py",
        rows=(
            (
                "filter(**place, next_update__gte=now)",
                "filter(**place)",
                "an overdue list that a server calls unchanged",
            ),
            (
                "came = _came.pop(url, None)",
                "came = _came.get(url)",
                "a page of a server that counts as the list that it did not send",
            ),
            (
                "return digest.hexdigest() == came.sha256",
                "return True",
                "a damaged list that is not fetched because it is unchanged there",
            ),
        ),
    ),
    *of(
        "models/outside/lists.py",
        "tests/revocation/test_door.py",
        rows=(
            (
                "frozenset({_WHOLE, _UNCHANGED} if conditions else {_WHOLE})",
                "frozenset({_WHOLE, _UNCHANGED})",
                "an answer without a list to a request without a condition",
            ),
        ),
    ),
    *of(
        "web/ops/degraded.py",
        "tests/revocation/test_list_scopes.py",
        rows=(
            (
                '        "lists_for_nobody": dict(measures.lists_for_nobody),\n',
                "",
                "a list that covers no card, of which nobody is told",
            ),
        ),
    ),
    *of(
        "models/pki/explain/certificate.py",
        "tests/pki/explain/test_agreement.py",
        rows=(
            (
                "if message is not None:",
                "if False:",
                "a scheme that the verdict refuses and the steps do not",
            ),
        ),
    ),
    *of(
        "models/pki/explain/redacted.py",
        "tests/pki/explain/test_redacted.py",
        rows=(
            (
                "_code(value) if name in KEPT else _kind(value)",
                "_code(value)",
                "a card number in a file that is sent away",
            ),
            (
                "isinstance(value, str) and _CODE.fullmatch(value)",
                "isinstance(value, str)",
                "a name in the place of a version, in a file that is sent away",
            ),
        ),
    ),
    *of(
        "models/pki/explain/step.py",
        "tests/pki/explain/test_lists_and_answers.py",
        rows=(
            (
                " and cause.__cause__ is None",
                "",
                "a parser's words on a certificate, in what is printed of it",
            ),
        ),
    ),
    *of(
        "web/cli/common/explained.py",
        "tests/cli/test_explain.py",
        rows=(
            (
                "if is_redacted(document):",
                "if False:",
                "a redacted file whose outlines are taken for values",
            ),
        ),
    ),
)
