"""Staff: invitations, confirmations, what two reviewers verify, and nobody in her own case."""

from tests.mutants.declared.form import Declared, of

CORRECTIONS = "tests/account/test_correct_mailbox.py"

STAFF: tuple[Declared, ...] = (
    *of(
        "models/account/invitation.py",
        "tests/staff/test_invitation.py",
        "tests/staff/test_invite_again.py",
        "tests/staff/test_terminal.py",
        rows=(
            (
                (
                    "account_id=account.id, used_at__isnull=True, voided_at__isnull=True)\n"
                    "        return await live.first()"
                ),
                (
                    "account_id=account.id, voided_at__isnull=True)\n"
                    "        return await live.first()"
                ),
                "an invitation that is used twice",
            ),
            (
                (
                    "account_id=account.id, used_at__isnull=True, voided_at__isnull=True)\n"
                    "        return await live.first()"
                ),
                "account_id=account.id, used_at__isnull=True)\n        return await live.first()",
                "an invitation that a newer one has replaced",
            ),
            (
                (
                    "account_id=account.id, used_at__isnull=True, voided_at__isnull=True)\n"
                    "        return await live.first()"
                ),
                "used_at__isnull=True, voided_at__isnull=True)\n        return await live.first()",
                "an invitation to another account",
            ),
            (
                "await links.filter(spent_at__isnull=True).update(spent_at=at)",
                "pass",
                "a link that outlives its invitation",
            ),
            (
                "await Session.end(change, begun, because=because, actor=actor, at=at)",
                "pass",
                "a session that a voided link began",
            ),
            (
                "await AccountLink.filter(id=self.link_id).update(spent_at=at, used_at=at)",
                "pass",
                "a link that is used twice",
            ),
            (
                "(name, self.last_four) == (proof.holder_name, proof.id_last4)",
                "name == proof.holder_name",
                "a namesake who is not invited",
            ),
            (
                "(name, self.last_four) == (proof.holder_name, proof.id_last4)",
                "self.last_four == proof.id_last4",
                "somebody with the same last four",
            ),
        ),
    ),
    *of(
        "models/card_changes/invited.py",
        "tests/staff/test_invitation.py",
        "tests/staff/test_invite_again.py",
        "tests/staff/test_confirm.py",
        rows=(
            (
                "await membership.await_confirmation(change, actor=actor, at=at)",
                "pass",
                "a card that an administrator has not seen",
            ),
            (
                "confirmed_by=invitation.invited_by if by_operator else None",
                "confirmed_by=invitation.invited_by",
                "rights that nobody has confirmed",
            ),
            (
                "await invitation.use(at=at)",
                "pass",
                "an invitation that is used twice",
            ),
            (
                "if here is not None and here.person_id != person.id:",
                "if False:",
                "somebody else in the place of the account's member",
            ),
            (
                ".filter(membership__confirmed_at__isnull=True)",
                "",
                "a card that was confirmed and is rejected",
            ),
        ),
    ),
    *of(
        "resolvers/staff/list_awaiting.py",
        "tests/staff/test_confirm.py",
        rows=(
            (
                "        membership__confirmed_at__isnull=True,\n",
                "",
                "a card that was confirmed and is shown as waiting",
            ),
            (
                "        account__kind=AccountKind.STAFF,\n",
                "",
                "a company's card that is shown as waiting",
            ),
        ),
    ),
    *of(
        "resolvers/staff/create_admin.py",
        "tests/staff/test_terminal.py",
        rows=(
            ("        made_by=Inviter.OPERATOR,\n", "", "an administrator's invitation voided"),
            (
                "if await Membership.filter(account_id=account.id).exists():",
                "if False:",
                "an account of somebody that is given to another",
            ),
            (
                "await AccountNumber.lock(AccountKind.STAFF)",
                "pass",
                "two first links at once",
            ),
        ),
    ),
    *of(
        "resolvers/staff/invite_at_terminal.py",
        "tests/staff/test_terminal.py",
        rows=(
            (
                "role=Role.ADMIN, status=AccountStatus.ACTIVE\n",
                "status=AccountStatus.ACTIVE\n",
                "a link that is printed for a company",
            ),
        ),
    ),
    *of(
        "models/review/case_mailbox.py",
        "tests/review/test_mailbox.py",
        rows=(
            (
                "            application_version=application.version,\n            superseded",
                "            superseded",
                "a mailbox that was verified for another version of the case",
            ),
            (
                "return mailbox.email if mailbox is not None and mailbox.confirmed_at is not None",
                "return mailbox.email if mailbox is not None",
                "a mailbox that one reviewer alone has typed",
            ),
            (
                "await cls.filter(application_id=application.id, superseded_at__isnull=True)",
                "await cls.filter(application_id=None, superseded_at__isnull=True)",
                "two mailboxes of one case",
            ),
            (
                "cls.filter(id=mailbox.id, confirmed_at__isnull=True)",
                "cls.filter(id=mailbox.id)",
                "a mailbox that is confirmed twice",
            ),
            (
                "if mailbox is None or mailbox.id != mailbox_id:",
                "if mailbox is None:",
                "a mailbox that is confirmed in the place of the one shown",
            ),
        ),
    ),
    *of(
        "models/review/claim.py",
        "tests/review/test_mailbox.py::test_nobody_confirms_what_she_proposed_by_whatever_card",
        rows=(
            (
                "return second.person_id in await _perhaps_same(first)",
                "return False",
                "one person with two cards",
            ),
            (
                "return second.person_id in await _perhaps_same(first)",
                "return second.person_id == first.person_id",
                "one person with cards of two issuers that were not joined",
            ),
        ),
    ),
    *of(
        "models/review/claim.py",
        "tests/review/test_decide.py",
        "tests/card/test_disputes.py::test_staff_settle_nothing_at_their_own_account",
        "tests/membership/test_sequences.py",
        "tests/membership/test_end.py",
        "tests/account/test_manage.py",
        rows=(
            (
                "Certificate.filter(person_id__in=await _perhaps_same(card))",
                "Certificate.filter(person_id=card.person_id)",
                "a reviewer's own case by a card of another issuer",
            ),
            (
                "Certificate.filter(person_id__in=await _perhaps_same(card))",
                "Certificate.filter(id=card.id)",
                "a reviewer's own case by her other card",
            ),
            (
                "await hers.filter(here).exists()",
                'await hers.filter(here, status="LIVE").exists()',
                "the case of a company that the reviewer has left",
            ),
            (
                "here = Q(account_id=account.id) | Q(control_number=account.control_number)",
                "here = Q(account_id=account.id)",
                "an account of the reviewer's own company",
            ),
            (
                "here = Q(account_id=account.id) | Q(control_number=account.control_number)",
                "here = Q(control_number=account.control_number)",
                "an account that the reviewer belongs to by a card of another number",
            ),
        ),
    ),
    *of(
        "models/review/recipient.py",
        "tests/review/test_mailbox.py",
        "tests/account/test_data_change.py",
        rows=(
            (
                "return (await Account.get(id=application.account_id)).mailbox",
                "return application.company.contact_email",
                "an address that the applicant typed",
            ),
        ),
    ),
    *of(
        "models/review/expected_recipient.py",
        "tests/review/test_mailbox.py",
        rows=(
            (
                "verified = await CaseMailbox.verified_for(application)",
                'verified = getattr(await CaseMailbox.of_case(application), "email", None)',
                "a reviewer who is told that an unconfirmed mailbox was verified",
            ),
        ),
    ),
    *of(
        "models/application/columns.py",
        "tests/application/test_shown.py::test_a_signature_for_an_older_version_is_refused",
        rows=(
            (
                'return f"{self.control_number}/{self.id}/{self.version}"',
                'return f"{self.control_number}/{self.id}"',
                "a signature for what another window has changed since",
            ),
        ),
    ),
    *of(
        "models/application/newest.py",
        "tests/application/test_shown.py::test_the_session_shows_what_it_took_the_last_step_for",
        rows=(
            (
                'a."created_at") DESC LIMIT 1',
                'a."created_at") LIMIT 1',
                "a page about another application than the one in hand",
            ),
        ),
    ),
    *of(
        "models/application/events.py",
        "tests/application/test_events.py",
        rows=(
            (
                "*(_Kind.SUBMITTED, _Kind.APPROVED, _Kind.REJECTED),",
                "*(_Kind.SUBMITTED, _Kind.APPROVED, _Kind.REJECTED, _Kind.LEFT_TO_PERSON),",
                "an applicant who learns that nothing on file differs",
            ),
            (
                "sorted(APPLICANT_VISIBLE_EVENTS)",
                "sorted(_Kind)",
                "a history of all that staff did",
            ),
        ),
    ),
    *of(
        "resolvers/review/watch.py",
        "tests/review/test_watch.py",
        rows=(
            (
                "await live.viewers.of(viewer.session_id, since=since) if viewer else None",
                "viewer",
                "a reviewer whose right has ended and who watches on",
            ),
        ),
    ),
    # Corrections of imported mailboxes.
    *of(
        "models/account/mailbox_correction.py",
        f"{CORRECTIONS}::test_an_expired_proposal_makes_room_for_another",
        f"{CORRECTIONS}::test_a_proposal_that_nobody_confirms_expires",
        f"{CORRECTIONS}::test_after_an_objection_an_administrator_confirms_and_no_letter_has_a_link",
        f"{CORRECTIONS}::test_a_stop_beside_a_refusal_counts_once",
        rows=(
            (
                "waiting is not None and not waiting.is_expired(at=at)",
                "waiting is not None",
                "an expired proposal that blocks the next",
            ),
            (
                "self.status is CorrectionStatus.PROPOSED and self.expires_at <= at",
                "False",
                "a proposal that is confirmed after its time",
            ),
            (
                "after_objection=await stopped.exists(),",
                "after_objection=False,",
                "an objection that is forgotten",
            ),
            (
                "filter(id=self.id, done_at__isnull=True)",
                "filter(id=self.id)",
                "a correction that ends twice",
            ),
        ),
    ),
    *of(
        "models/account/imported_mailbox.py",
        f"{CORRECTIONS}::test_an_account_that_was_applied_for_keeps_its_mailbox",
        f"{CORRECTIONS}::test_an_account_of_another_kind_or_without_a_mailbox_is_not_corrected",
        f"{CORRECTIONS}::test_after_a_reviewed_change_of_data_the_mailbox_is_no_longer_imported",
        rows=(
            (
                "if not is_business or account",
                "if account",
                "the mailbox of a vendor or of staff, corrected",
            ),
            (
                "account.application_id is not None or ",
                "",
                "a mailbox that EMS has, corrected",
            ),
            (
                " or is_verified:",
                ":",
                "a mailbox that was reviewed since, corrected",
            ),
        ),
    ),
    *of(
        "models/account/registered_mailbox.py",
        f"{CORRECTIONS}::test_a_link_that_the_old_mailbox_has_lets_nobody_in_from_then_on",
        "tests/access/test_thefts.py",
        rows=(
            (
                "await AccountLink.void_of_mailbox(account.id, at=at)",
                "pass",
                "a link of the old mailbox that lets somebody in",
            ),
            (
                "await Session.end(change, begun, because=because, actor=actor, at=at)",
                "pass",
                "a session begun by the old mailbox that binds a card",
            ),
            (
                "    await IdentityJoin.void_of_account(account.id, at=at)\n",
                "",
                "a card that the old mailbox confirmed",
            ),
        ),
    ),
    *of(
        "resolvers/account/confirm_mailbox.py",
        f"{CORRECTIONS}::test_a_link_that_the_old_mailbox_has_lets_nobody_in_from_then_on",
        rows=(
            (
                "        await void_mailbox(change, account, actor=someone.actor, at=now)\n",
                "",
                "a link of a mailbox that was found wrong",
            ),
        ),
    ),
    *of(
        "models/card_changes/access.py",
        f"{CORRECTIONS}::test_no_mailbox_gets_a_sign_in_link_until_then",
        rows=(
            (
                "about_to_correct().filter(account_id=account.id)",
                "about_to_correct().filter(account_id=None)",
                "a link to a mailbox that was found wrong",
            ),
        ),
    ),
    *of(
        "resolvers/membership/request_join.py",
        f"{CORRECTIONS}::test_no_mailbox_is_asked_who_a_card_is_until_then",
        rows=(
            (
                "await MailboxCorrection.about_to_correct().filter(account_id=account.id).exists()",
                "False",
                "a question to a mailbox that was found wrong",
            ),
        ),
    ),
    *of(
        "models/card_changes/first_card.py",
        f"{CORRECTIONS}::test_an_objection_counts_until_staff_agree_with_it",
        rows=(
            (
                " and not await MailboxCorrection.is_contested(account)",
                "",
                "a link at once to a mailbox that objected",
            ),
        ),
    ),
    *of(
        "models/account/mailbox_correction.py",
        f"{CORRECTIONS}::test_an_objection_counts_until_staff_agree_with_it",
        rows=(
            (
                "Q(confirmed_at__isnull=False) | Q(status=CorrectionStatus.REFUSED)",
                "Q(confirmed_at__isnull=False)",
                "an objection that counts although staff agreed with it",
            ),
            ("cls.filter(decided, account_id", "cls.filter(account_id", "a proposal that decides"),
        ),
    ),
    *of(
        "models/review/data_change.py",
        f"{CORRECTIONS}::test_a_change_of_data_that_keeps_the_mailbox_does_not_verify_it",
        rows=(
            (
                "return application.mailbox_on_file or await CaseMailbox.has_verified(application)",
                "return True",
                "a wrong mailbox that is kept for good",
            ),
        ),
    ),
    *of(
        "models/review/proposer.py",
        f"{CORRECTIONS}::test_a_proposal_of_who_is_no_longer_staff_is_not_confirmed",
        rows=(
            (
                "        confirmed_at__isnull=False,\n",
                "",
                "a proposal of who has no rights yet",
            ),
            (
                "        account__status=AccountStatus.ACTIVE,\n",
                "",
                "a proposal of who is suspended",
            ),
        ),
    ),
    *of(
        "resolvers/account/confirm_mailbox.py",
        f"{CORRECTIONS}::test_after_an_objection_an_administrator_confirms_and_no_letter_has_a_link",
        f"{CORRECTIONS}::test_what_was_read_before_the_lock_is_read_again",
        rows=(
            (
                "if correction.after_objection:",
                "if False:",
                "a reviewer who confirms after an objection",
            ),
            (
                "if not correction.after_objection:",
                "if True:",
                "a wrong mailbox whose reader keeps it wrong",
            ),
            (
                "        await account.refresh_from_db()\n",
                "",
                "a confirmation at an account that was suspended meanwhile",
            ),
        ),
    ),
    *of(
        "resolvers/account/propose_mailbox.py",
        f"{CORRECTIONS}::test_what_was_read_before_the_lock_is_read_again",
        rows=(
            (
                "        await account.refresh_from_db()\n",
                "",
                "a proposal at an account that was suspended meanwhile",
            ),
        ),
    ),
    *of(
        "resolvers/account/see_corrections.py",
        f"{CORRECTIONS}::test_what_is_pending_is_seen_by_staff_and_by_the_holder",
        rows=(
            (
                "if not someone.sees_every_account:",
                "if False:",
                "a holder who reads what staff wrote",
            ),
        ),
    ),
    *of(
        "resolvers/account/see_corrections.py",
        f"{CORRECTIONS}::test_a_correction_is_a_node_to_staff_and_until_it_is_over_to_the_holder",
        rows=(
            (
                "if record is None or record.id != correction_id:",
                "if record is None:",
                "a correction by the ID of another one",
            ),
        ),
    ),
    *of(
        "resolvers/account/stop_correction.py",
        f"{CORRECTIONS}::test_every_reader_of_the_letter_can_stop_it",
        rows=(
            (
                "await link.settle_others(at=now)",
                "pass",
                "a reader who is not told that another has stopped it",
            ),
        ),
    ),
    *of(
        "resolvers/account/complete_correction.py",
        f"{CORRECTIONS}::test_two_persons_correct_a_mailbox_after_notice_to_both",
        f"{CORRECTIONS}::test_a_confirmed_one_waits_at_such_an_account_and_can_be_stopped",
        f"{CORRECTIONS}::test_it_waits_for_its_letters",
        f"{CORRECTIONS}::test_a_new_mailbox_that_takes_no_mail_is_not_used",
        f"{CORRECTIONS}::test_the_worker_looks_again_under_the_lock",
        rows=(
            ("        effective_at__lte=now,\n", "", "a mailbox that is replaced without notice"),
            (
                "        account__status=AccountStatus.ACTIVE,\n",
                "",
                "the mailbox of a suspended account, replaced",
            ),
            (
                "        account__frozen_at__isnull=True,\n",
                "",
                "the mailbox of an account in a dispute, replaced",
            ),
            (
                "if any(letter.state is MailState.QUEUED for letter in letters):",
                "if not letters:",
                "a mailbox that is replaced before anybody was told",
            ),
            (
                "found = await due.get_or_none(id=correction.id)",
                "found = correction",
                "a correction that was stopped meanwhile, in force",
            ),
            (
                "reached = not _failed(found, letters)",
                "reached = True",
                "a wrong mailbox for a wrong one",
            ),
        ),
    ),
    *of(
        "models/review/data_change.py",
        f"{CORRECTIONS}::test_after_a_reviewed_change_of_data_the_mailbox_is_no_longer_imported",
        rows=(
            (
                "MailboxCorrection.end_open(change, account.id, superseded, actor=actor, at=at)",
                "Account.get(id=account.id)",
                "a correction that undoes a reviewed change",
            ),
        ),
    ),
    *of(
        "resolvers/account/manage.py",
        f"{CORRECTIONS}::test_propose_close_confirm",
        rows=(
            (
                "MailboxCorrection.end_open(change, account.id, over, actor=staff.actor, at=at)",
                "Account.get(id=account.id)",
                "a correction that outlives its account",
            ),
        ),
    ),
    *of(
        "resolvers/privacy/erase.py",
        "tests/privacy/test_mailbox_corrections.py",
        rows=(
            (
                "MailboxCorrection.filter(done_at__lte=before)",
                "MailboxCorrection.filter(done_at__isnull=False)",
                "a correction that is erased too early",
            ),
            (
                "nothing = over.exclude(status=CorrectionStatus.CORRECTED)",
                "nothing = over",
                "the reason of a mailbox in force, erased",
            ),
        ),
    ),
    *of(
        "resolvers/session/request_challenge.py",
        "tests/rehearsal/test_rehearse.py",
        rows=(
            (
                "require_staff(viewer, at_least=Role.ADMIN)\n        return REHEARSED",
                "return REHEARSED",
                "a text to rehearse with, for anybody",
            ),
        ),
    ),
    *of(
        "models/rehearsal/rehearsal.py",
        "tests/rehearsal/test_rehearse.py",
        rows=(
            (
                "id=rehearsal_id, actor=actor, at__gt",
                "id=rehearsal_id, at__gt",
                "another's rehearsal",
            ),
            (", at__gt=at - REHEARSAL_LIFE)", ")", "a rehearsal of long ago"),
            (
                "Rehearsal.filter(id=self.id, recorded_at__isnull=True)",
                "Rehearsal.filter(id=self.id)",
                "a rehearsal in the journal twice",
            ),
            (
                '"yes" if self.accepted else "no"',
                '"yes"',
                "a refused card that proves a generation",
            ),
        ),
    ),
    *of(
        "models/rehearsal/proven.py",
        "tests/rehearsal/test_rehearse.py",
        rows=(
            (
                'if one.payload["accepted"] == "yes"',
                "if one.payload",
                "a generation that is proven by a refused card",
            ),
        ),
    ),
    *of(
        "models/rehearsal/lists.py",
        "tests/rehearsal/test_revocation.py",
        rows=(
            (
                " if hosts_of([url]) & known]",
                "]",
                "a connection to a host that only a certificate names",
            ),
        ),
    ),
    *of(
        "resolvers/registry/close_missing.py",
        "tests/registry/test_missing.py",
        rows=(
            (
                "    await require_never_belonged(account, staff=someone)\n",
                "",
                "the case of her own company",
            ),
        ),
    ),
)
