"""Staff: invitations, confirmations, what two reviewers verify, and nobody in her own case."""

from tests.mutants.declared.form import Declared, of

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
        "models/application/application.py",
        "tests/application/test_shown.py::test_the_session_shows_what_it_took_the_last_step_for",
        rows=(
            (
                'mine.order_by("-stepped_at")',
                'mine.order_by("stepped_at")',
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
                "kinds=APPLICANT_VISIBLE_EVENTS, most",
                "kinds=frozenset(_Kind), most",
                "a history of all that staff did",
            ),
        ),
    ),
    *of(
        "resolvers/review/watch.py",
        "tests/review/test_watch.py",
        rows=(
            (
                "await refresh_viewer(viewer, at=context.clock()) if viewer else None",
                "viewer",
                "a reviewer whose right has ended and who watches on",
            ),
        ),
    ),
)
