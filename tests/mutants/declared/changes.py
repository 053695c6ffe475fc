"""Changes of an account's cards: who can sign in, what is bound, objections and undoing."""

from tests.mutants.declared.form import Declared, of

CHANGES: tuple[Declared, ...] = (
    *of(
        "models/card_changes/card_status.py",
        "tests/card/test_renew.py",
        "tests/session/test_sign_in.py",
        rows=(
            (
                "for old in await earlier.exclude(id=card.id):",
                "for old in ():",
                "two listed cards of one member",
            ),
        ),
    ),
    *of(
        "models/card_changes/card_status.py",
        "tests/card/test_manage_cards.py::test_a_removed_card_is_out_at_once",
        "tests/card/test_leaving.py",
        rows=(
            (
                "await Session.end(change, sessions, because=because, actor=actor, at=at)",
                "pass",
                "sessions that outlive their card",
            ),
        ),
    ),
    *of(
        "models/card_changes/card_status.py",
        "tests/membership/test_lapse.py::test_a_new_card_that_a_colleague_adds_wakes_a_dormant_member",
        rows=(
            (
                (
                    "    await (await Membership.get(id=card.membership_id))"
                    ".wake(change, actor=actor, at=at)\n"
                ),
                "",
                "a member who has renewed and whose membership ends",
            ),
        ),
    ),
    *of(
        "models/card_changes/members.py",
        "tests/card/test_manage_cards.py::test_a_card_that_does_not_count_leaves_the_last_one_the_last",
        "tests/membership/test_access.py",
        rows=(
            (
                "status=CertificateStatus.LIVE, on_hold_since__isnull=True, not_after__gte=at",
                "on_hold_since__isnull=True, not_after__gte=at",
                "a revoked card that counts as one that can sign in",
            ),
            (
                "on_hold_since__isnull=True, not_after__gte=at",
                "not_after__gte=at",
                "a card on hold that counts as one that can sign in",
            ),
            (
                ", not_after__gte=at\n",
                "\n",
                "an expired card that counts as one that can sign in",
            ),
            (
                "        account_id=account.id,\n        membership__ended",
                "        membership__ended",
                "a card of another account that counts as this one's",
            ),
        ),
    ),
    *of(
        "models/card_changes/members.py",
        "tests/staff/test_confirm.py",
        "tests/staff/test_terminal.py",
        rows=(
            (
                "cards_in_force(account, at=at).filter(membership__confirmed_at__isnull=False)",
                "cards_in_force(account, at=at)",
                "somebody who awaits confirmation and counts as able to sign in",
            ),
            (
                "Account.filter(role=Role.ADMIN, status=AccountStatus.ACTIVE)",
                "Account.filter(status=AccountStatus.ACTIVE)",
                "a holder who counts as an administrator",
            ),
            (
                "Account.filter(role=Role.ADMIN, status=AccountStatus.ACTIVE)",
                "Account.filter(role=Role.ADMIN)",
                "a suspended administrator who counts as able to invite",
            ),
        ),
    ),
    *of(
        "models/card_changes/members.py",
        "tests/card/test_renew.py",
        "tests/card/test_manage_cards.py",
        "tests/membership/test_sequences.py",
        rows=(
            (
                "if membership is None or membership.account_id != account.id:",
                "if membership is None:",
                "a person who belongs to two accounts",
            ),
            (
                "if await live.exists() or not await Certificate.is_newest(proof, membership):",
                "if not await Certificate.is_newest(proof, membership):",
                "a second live card of one person",
            ),
            (
                "await live.exists() or not await Certificate.is_newest(proof, membership)",
                "await live.exists()",
                "an older card that is added in the place of a newer one",
            ),
        ),
    ),
    *of(
        "models/card_changes/members.py",
        "tests/membership/test_links.py",
        rows=(
            (
                "await AccountLink.void_of_member(membership.id, at=at)",
                "pass",
                "a former member who reads about the account",
            ),
        ),
    ),
    *of(
        "models/link/account_link.py",
        "tests/membership/test_links.py",
        rows=(
            (
                "await live.filter(membership_id=membership_id).update(spent_at=at)",
                "await live.update(spent_at=at)",
                "one recipient's link that voids another's",
            ),
            (
                "hers = cls.filter(membership_id=membership_id, spent_at__isnull=True)",
                "hers = cls.filter(spent_at__isnull=True)",
                "everybody's links voided with one member's",
            ),
            (
                "await others.update(spent_at=at, used_at=at)",
                "pass",
                "one objection that is made twice",
            ),
        ),
    ),
    *of(
        "models/card_changes/manage_cards.py",
        "tests/card/test_manage_cards.py",
        rows=(
            (
                (
                    "listed = Certificate.filter(account_id=account.id, status__in=LISTED)\n"
                    "    card = await"
                ),
                "listed = Certificate.filter(status__in=LISTED)\n    card = await",
                "another company's card",
            ),
            (
                (
                    "listed = Certificate.filter(account_id=account.id, status__in=LISTED)\n"
                    "    card = await"
                ),
                "listed = Certificate.filter(account_id=account.id)\n    card = await",
                "a card that was removed and is changed",
            ),
            (
                "status__in=LISTED)\n    if await listed.count()",
                'status="LIVE")\n    if await listed.count()',
                "members beyond the twentieth, whose cards have ended",
            ),
        ),
    ),
    *of(
        "models/card/certificate.py",
        "tests/card/test_shown.py::test_a_card_has_another_version_when_what_is_shown_of_it_has_changed",
        rows=(
            ("dumps([self.status, ", "dumps([", "a card that has ended since it was shown"),
            ("self.phone, self.email, self", "self.email, self", "another telephone than shown"),
            ("self.email, self.label])", "self.label])", "another address than shown"),
            (", self.label])", "])", "another name than shown"),
        ),
    ),
    *of(
        "models/card/certificate.py",
        "tests/session/test_bind_first_card.py",
        "tests/card/test_manage_cards.py",
        "tests/application/test_bind.py",
        "tests/membership/test_end.py::test_who_was_ended_by_staff_can_apply_for_another_company",
        rows=(
            (
                "Membership.filter(person_id=person.id, ended_at__isnull=True).exists()",
                "Membership.filter(person_id=None).exists()",
                "a member who applies for another company",
            ),
            (
                "if belongs or await live.filter(person_id=person.id).exists():",
                "if belongs:",
                "one person's two cards in two applications",
            ),
        ),
    ),
    *of(
        "models/card/certificate.py",
        "tests/card/test_renew.py",
        "tests/session/test_sign_in.py",
        rows=(
            (
                "status=CertificateStatus.LIVE, account_id__isnull=True\n",
                "status=CertificateStatus.LIVE\n",
                "the card of an account that is taken for an applicant's",
            ),
        ),
    ),
    *of(
        "models/card_changes/card_change.py",
        "tests/card/test_disputes.py",
        "tests/card/test_mark.py",
        "tests/access/test_thefts.py::test_nor_does_it_after_its_holder_was_removed_and_reinstated",
        "tests/partner/test_reads.py::test_whose_address_was_changed_in_dispute_may_act",
        rows=(
            (
                "unsettled = CardChange.filter(id=self.id, settled_at__isnull=True)",
                "unsettled = CardChange.filter(id=self.id)",
                "an objection that two of the staff settle",
            ),
            (
                "reported = cls.filter(account_id=account.id, reported_at__isnull=False)",
                "reported = cls.filter(account_id=account.id)",
                "an account that is halted by a change nobody objected to",
            ),
            (
                "reported = cls.filter(account_id=account.id, reported_at__isnull=False)",
                "reported = cls.filter(reported_at__isnull=False)",
                "an account that is halted by another's objection",
            ),
            (
                "return await reported.filter(settled_at__isnull=True)",
                "return await reported",
                "an account that is halted for ever",
            ),
            (
                "if record.kind in BRINGING and record",
                "if record",
                "a member who is disputed because she edited her card",
            ),
            (
                "first = Q(kind=ChangeKind.ADDED) | Q(ended_membership_id__isnull=False)",
                "first = Q()",
                "a renewal that is taken for an addition",
            ),
        ),
    ),
    *of(
        "models/card_changes/undo.py",
        "tests/card/test_disputes.py",
        "tests/membership/test_sequences.py",
        rows=(
            (
                "if await CardChange.disputes_of(account):",
                "if False:",
                "changes while another objection waits",
            ),
            (
                " and getattr(card, name) == getattr(edited, name)",
                "",
                "a former holder's address in her successor's card",
            ),
            (
                "if name not in rewritten and getattr",
                "if getattr",
                "an undo that overwrites what a later edit has changed",
            ),
            (
                "if new.status not in LISTED or new.membership_id",
                "if new.membership_id",
                "a renewal that is undone although the card was removed since",
            ),
            (
                "        if ended.ended_at is None:\n            return",
                "        if False:\n            return",
                "a person who is put back where she belongs",
            ),
            (
                "await CardChange.began(ended.id).filter(outcome=ChangeOutcome.UNDONE).exists()",
                "False",
                "somebody put back whose addition was undone too",
            ),
            (
                "if await later.exclude(id=ended.id).exists():",
                "if await later.exclude(id=ended.id).filter(ended_at__isnull=True).exists():",
                "somebody put back whom a later act has ended",
            ),
            (
                "(await Membership.get(id=self.record.membership_id)).reinstated()",
                "Membership.get(id=self.record.membership_id)",
                "an addition that is undone and whose person stays reinstated",
            ),
        ),
    ),
    *of(
        "models/card_changes/first_card.py",
        "tests/session/test_sign_in_link.py",
        "tests/session/test_bind_first_card.py",
        "tests/membership/test_access.py",
        "tests/staff",
        rows=(
            (
                "await links.filter(spent_at__isnull=True).update(spent_at=at, used_at=at)",
                "pass",
                "a link that lives on after a card was bound",
            ),
            (
                "links.filter(created_at__gt=at - RESEND_PAUSE).exists()",
                "links.filter(created_at__gt=at).exists()",
                "a mailbox that is filled by pressing a button",
            ),
            (
                "if not await members.exists() and not",
                "if not",
                "a mailbox that binds a card where somebody belongs",
            ),
            (
                "if request is None or not request.is_granted(at=at):",
                "if request is None:",
                "a mailbox that binds a card before its request is granted",
            ),
            (
                "return not await usable_cards(account, at=at).exists()",
                "return True",
                "a mailbox that binds a card although a member can sign in",
            ),
            (
                "bound = await cards_in_force(account, at=at).exists()",
                "bound = False",
                "a second card at an account of staff",
            ),
        ),
    ),
    *of(
        "resolvers/card/renew.py",
        "tests/card/test_renew.py",
        "tests/membership/test_generations.py",
        rows=(
            (
                "if old is None or old.not_before > proof.not_before:",
                "if old is None:",
                "an applicant's older card in the place of the newer one",
            ),
        ),
    ),
    *of(
        "resolvers/card/replace.py",
        "tests/card/test_renew.py",
        rows=(
            (
                "if joined is not None and joined.id != old.membership_id:",
                "if False:",
                "a member's new card in a colleague's place",
            ),
        ),
    ),
    *of(
        "resolvers/card/mark.py",
        "tests/card/test_mark.py",
        rows=(
            (
                "if card.status is not CertificateStatus.LIVE:",
                "if False:",
                "a card that two workers mark",
            ),
            (
                "over = live.filter(not_after__lt=now)",
                "over = live.filter(not_after__isnull=False)",
                "a valid card that is marked as expired",
            ),
        ),
    ),
    *of(
        "resolvers/card/settle_change.py",
        "tests/card/test_disputes.py",
        rows=(
            (
                "CardChange.filter(reported_at__isnull=False, settled_at__isnull=True)",
                "CardChange.filter(reported_at__isnull=False)",
                "an objection that was settled and is shown as waiting",
            ),
        ),
    ),
    *of(
        "resolvers/session/sign_in.py",
        "tests/session/test_sign_in.py",
        "tests/application/test_bind.py",
        rows=(
            (
                "if waiting.not_before <= proof.not_before:",
                "if True:",
                "an older card that is sent to renew",
            ),
        ),
    ),
    *of(
        "resolvers/account/manage.py",
        "tests/account/test_manage.py",
        "tests/membership/test_sequences.py",
        "tests/membership/test_access.py::test_closing_the_account_ends_the_request",
        "tests/account/test_data_change.py",
        "tests/staff/test_invitation.py::test_a_closed_account_takes_no_invited_card",
        rows=(
            (
                "await close_disputes(change, account, actor=staff.actor, at=at)",
                "pass",
                "an objection that is settled after the account was closed",
            ),
            (
                "await AccessRequest.end_open(change, account.id, closed, actor",
                "await AccessRequest.end_open(change, None, closed, actor",
                "a request for access to a closed account",
            ),
            (
                "await Invitation.void(change, account, actor=staff.actor, at=at)",
                "pass",
                "an invitation to a closed account",
            ),
            (
                "await data_change.close(account, change, actor=staff.actor, at=at)",
                "pass",
                "a change of a closed account's data",
            ),
            (
                "Membership.filter(account_id=account.id, ended_at__isnull=True):",
                "Membership.filter(account_id=None, ended_at__isnull=True):",
                "a member of a closed account who belongs nowhere else",
            ),
        ),
    ),
)
