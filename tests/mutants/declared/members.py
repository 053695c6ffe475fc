"""Persons and memberships: who stands, who is whom, and what every door asks."""

from tests.mutants.declared.form import Declared, of

MEMBERS: tuple[Declared, ...] = (
    *of(
        "models/membership/membership.py",
        "tests/membership/test_moves.py",
        rows=(
            (
                "cls.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at), ended_at__isnull=True)",
                "cls.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at))",
                "a membership that was ended",
            ),
            (
                "filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at), ended_at__isnull=True)",
                "filter(ended_at__isnull=True)",
                "a dormant membership beyond its time",
            ),
            ("return max(await there", "return min(await there", "an earlier leaving that hides"),
            (
                "return last is not None and last.ended_because in BY_OTHERS",
                "return False",
                "somebody who was removed and comes back by the mailbox",
            ),
            (
                "Membership.filter(id=self.id, ended_at__isnull=True)",
                "Membership.filter(id=self.id)",
                "a membership that is ended twice",
            ),
        ),
    ),
    *of(
        "models/membership/membership.py",
        "tests/session/test_bind_first_card.py::test_who_was_taken_out_by_a_colleague_does_not_return_by_the_mailbox",
        "tests/membership/test_moves.py::test_who_was_taken_out_by_others_is_known",
        rows=(
            (
                "person_id__in=who, account__control_number",
                "account__control_number",
                "a person who is refused for what happened to a colleague",
            ),
            (
                "person_id__in=who, account__control_number=control_number",
                "person_id__in=who",
                "a person who is refused for what happened at another account",
            ),
        ),
    ),
    *of(
        "models/membership/membership.py",
        "tests/staff/test_invitation.py::test_the_invited_persons_card_is_bound_and_awaits_confirmation",
        rows=(
            (
                "confirmed_at=at if confirmed_by else None",
                "confirmed_at=at",
                "rights that begin before anybody has confirmed them",
            ),
        ),
    ),
    *of(
        "models/membership/membership.py",
        "tests/membership/test_moves.py::test_rights_are_confirmed_once",
        "tests/membership/test_moves.py::test_rights_do_not_begin_once_the_membership_has_ended",
        rows=(
            (
                "confirmed_at__isnull=True, ended_at__isnull=True)",
                "ended_at__isnull=True)",
                "rights that are confirmed twice",
            ),
            (
                "confirmed_at__isnull=True, ended_at__isnull=True)",
                "confirmed_at__isnull=True)",
                "rights of a membership that has ended",
            ),
        ),
    ),
    *of(
        "models/membership/membership.py",
        "tests/membership/test_lapse.py::test_while_an_account_is_suspended_no_membership_ends",
        "tests/membership/test_moves.py::test_only_one_accounts_ends_to_come_are_withdrawn",
        rows=(
            (
                "filter(account_id=account_id, ended_at__isnull=True, ends_at__gt=at)",
                "filter(account_id=account_id, ended_at__isnull=False, ends_at__gt=at)",
                "a member who may not renew and whose membership ends",
            ),
            (
                "filter(account_id=account_id, ended_at__isnull=True, ends_at__gt=at)",
                "filter(account_id=account_id, ended_at__isnull=True)",
                "a membership that stands again because its account was suspended",
            ),
            (
                "filter(account_id=account_id, ended_at__isnull=True, ends_at__gt=at)",
                "filter(ended_at__isnull=True, ends_at__gt=at)",
                "dormant members of other accounts whose time is lengthened",
            ),
        ),
    ),
    *of(
        "models/membership/membership.py",
        "tests/card/test_disputes.py::test_undoing_an_addition_leaves_who_was_added_again_since",
        "tests/membership/test_moves.py::test_of_two_memberships_of_one_moment_the_one_that_ended_came_first",
        rows=(
            (
                "if later.began_because is not Beginning.REINSTATED:",
                "if False:",
                "an undo that ends a membership which began by another act",
            ),
            (
                "(one.began_at, one.ended_at or _NEVER)",
                "(_NEVER, one.began_at)",
                "an undo that ends the wrong one of two memberships of one moment",
            ),
        ),
    ),
    *of(
        "models/membership/moves.py",
        "tests/membership/test_moves.py",
        rows=(
            ("allowed is None or actor_kind", "actor_kind", "a move that the table does not have"),
            ("actor_kind not in allowed.actors or ", "", "a move by somebody else"),
            (" or kind not in allowed.kinds", "", "a move at another kind of account"),
            ("Ending.REMOVED, Ending.REPLACED,", "Ending.REPLACED,", "a removed holder's return"),
            ("Ending.REMOVED, Ending.REPLACED,", "Ending.REMOVED,", "a replaced holder's return"),
            (", Ending.DISPUTED})", "})", "the return of a holder whose addition was undone"),
            (
                "_by(MemberActor.MAILBOX, kinds=_COMPANIES)",
                "_by(MemberActor.MAILBOX)",
                "staff by a mailbox",
            ),
        ),
    ),
    *of(
        "models/membership/person.py",
        "tests/membership/test_generations.py",
        rows=(
            (
                (
                    "            authority=authority,\n"
                    "            subject_serial=subject_serial,\n"
                    "            person__name"
                ),
                "            subject_serial=subject_serial,\n            person__name",
                "a namesake of another authority",
            ),
            (
                "            subject_serial=subject_serial,\n            person__name",
                "            person__name",
                "a namesake with the same last four",
            ),
            ("            person__name=name,\n", "", "a serial number given again"),
            ("            person__last_four=last_four,\n", "", "a namesake with the number"),
            ("if last_four is None:", "if False:", "two namesakes without last four"),
        ),
    ),
    *of(
        "models/membership/person.py",
        "tests/membership/test_generations.py::test_two_cards_at_once_make_one_person",
        "tests/membership/test_generations.py::test_an_identifier_that_was_joined_meanwhile_leads_to_its_person",
        rows=(("if stored.person_id != person.id:", "if False:", "one person who is two"),),
    ),
    *of(
        "models/access/belonging.py",
        "tests/session/test_sign_in.py",
        "tests/card/test_renew.py",
        "tests/membership/test_sequences.py",
        rows=(
            (
                "if card is not None and card.membership_id == membership.id else None",
                "",
                "a card that signs in where it is not bound",
            ),
            (
                "if bound is None and not await Certificate.may_renew(proof, membership):",
                "if False:",
                "an older card in the place of a newer one",
            ),
        ),
    ),
    *of(
        "models/card/certificate.py",
        "tests/access/test_thefts.py",
        rows=(
            (
                " and not await taken_out.exists()",
                "",
                "a card that renews again after its renewal was undone",
            ),
            (
                "            account_id=membership.account_id,\n            sha256",
                "            membership_id=membership.id,\n            sha256",
                "a removed card that renews once its holder was reinstated",
            ),
        ),
    ),
    *of(
        "models/card_changes/undo.py",
        "tests/access/test_thefts.py",
        rows=(
            (
                "        await self._part(new, membership)\n",
                "",
                "who was joined wrongly renews by the next card",
            ),
            (
                "        await AccessRequest.renew_notice(account.id, at=at)\n",
                "",
                "a request that members could not end, granted at once",
            ),
        ),
    ),
    *of(
        "resolvers/account/manage.py",
        "tests/access/test_thefts.py",
        rows=(
            (
                "        await AccessRequest.renew_notice(account.id, at=at)\n",
                "",
                "a request that members could not end, granted at once",
            ),
        ),
    ),
    *of(
        "models/card_changes/first_card.py",
        "tests/access/test_thefts.py",
        rows=(
            (
                " or await CardChange.was_undone_for(person, control_number=number)",
                "",
                "who left before the addition was undone, back by the mailbox",
            ),
        ),
    ),
    *of(
        "models/access/authentication.py",
        "tests/session/test_authentication.py",
        "tests/session/test_sign_in.py::test_whose_rights_nobody_has_confirmed_is_not_signed_in",
        "tests/session/test_sign_in.py::test_whose_membership_has_ended_is_out_whatever_the_card_says",
        rows=(
            ('        and row["card_on_hold"] is None\n', "", "a session of a card on hold"),
            ("        and ends >= at\n", "", "a session of a card that has expired"),
            (
                '        and row["confirmed"] is not None\n',
                "",
                "a session of somebody whose rights nobody has confirmed",
            ),
            (
                "        and (leaves is None or leaves > at)\n",
                "",
                "a session of a member whose time is over",
            ),
            (
                '        and row["membership_ended"] is None\n',
                "",
                "a session of somebody whose membership was ended",
            ),
        ),
    ),
    *of(
        "models/access/recheck.py",
        "tests/access/test_recheck.py",
        rows=(
            (
                "return await refresh_viewer(viewer, at=at)",
                "return viewer",
                "a right that ended before the account was locked",
            ),
            (
                'Account.filter(id__in=accounts).order_by("id").select_for_update(no_key=True)',
                'Account.filter(id__in=accounts).order_by("id")',
                "an account that is suspended during an act",
            ),
            (
                'filter(id__in=accounts).order_by("id")',
                'filter(id__in=accounts).order_by("-changed_at")',
                "two who wait for each other",
            ),
            (
                "await Session.filter(id=viewer.session_id).select_for_update(no_key=True)",
                "pass",
                "a session that ends during an act",
            ),
            (
                "current is None or not current.belongs_to(fresh)",
                "current is None",
                "an application that was taken elsewhere meanwhile",
            ),
            ("if someone.required_role is not None:", "if False:", "a role that was lost"),
        ),
    ),
    *of(
        "models/access/recheck.py",
        "tests/access/test_recheck.py::test_a_reviewer_whose_right_ends_while_the_registry_is_asked_decides_nothing",
        rows=(
            (
                "if someone.proof_required_at is not None:",
                "if False:",
                "a proof that the session has no more",
            ),
        ),
    ),
    *of(
        "models/access/start_session.py",
        "tests/membership/test_access.py::test_a_member_who_renews_meanwhile_ends_the_request",
        rows=(
            (
                "await AccessRequest.end_open(change, account.id, signed_in, actor=actor, at=at)",
                "pass",
                "a mailbox that binds a card although a member can sign in",
            ),
        ),
    ),
    *of(
        "models/membership/access_request.py",
        "tests/membership/test_access.py",
        rows=(
            (
                "asked_at=at, effective_at=at + MEMBER_NOTICE",
                "asked_at=at, effective_at=at",
                "a mailbox that gets in before any member can object",
            ),
            (
                "return await cls.waiting().get_or_none(account_id=account_id)",
                "return await cls.filter(account_id=account_id).first()",
                "a request that is over and counts",
            ),
            (
                '"approved_at": None, "granted_at": None}',
                '"approved_at": None}',
                "a link that binds after an objection",
            ),
            (
                '"approved_at": None, "granted_at": None}',
                '"granted_at": None}',
                "an approval from before the objection",
            ),
            (
                " and at < granted + ACCESS_GRANTED_FOR",
                "",
                "a mailbox that may bind a card for ever",
            ),
            (
                "filter(id=self.id, done_at__isnull=True)",
                "filter(id=self.id)",
                "a request that is over and moves on",
            ),
        ),
    ),
    *of(
        "resolvers/membership/grant_access.py",
        "tests/membership/test_access.py",
        rows=(
            ("Q(effective_at__lte=now, stopped", "Q(stopped", "a link before the notice is over"),
            (
                "Q(effective_at__lte=now, stopped_at__isnull=True)",
                "Q(effective_at__lte=now)",
                "a link although a member has objected",
            ),
            (
                "allowed = await may_be_requested(account)",
                "allowed = True",
                "a mailbox that makes staff",
            ),
        ),
    ),
    *of(
        "models/card_changes/access.py",
        "tests/membership/test_access.py",
        rows=(
            ("account.kind is not AccountKind.STAFF", "True", "a mailbox that makes staff"),
            ("account.status is AccountStatus.ACTIVE", "True", "a link to a suspended account"),
            ("account.frozen_at is None", "True", "a link while an objection waits for staff"),
            (
                "if earlier is not None and earlier.granted_at is None:",
                "if False:",
                "a second request beside one that was stopped",
            ),
            (
                "if await usable_cards(account, at=at).exists():",
                "if False:",
                "a link although a member can sign in",
            ),
        ),
    ),
    *of(
        "models/card_changes/access.py",
        "tests/session/test_sign_in_link.py::test_a_mailbox_gets_one_link_in_five_minutes",
        rows=(
            (
                " or await first_card.mailed_lately(account, at=at):",
                ":",
                "a mailbox that is filled by pressing a button",
            ),
        ),
    ),
    *of(
        "models/membership/identity_join.py",
        "tests/membership/test_join.py",
        rows=(
            (
                "filter(confirmed_at__isnull=False, joined_at__isnull=True, expires_at__gt=at)",
                "filter(joined_at__isnull=True, expires_at__gt=at)",
                "a card that the company has not confirmed",
            ),
            (
                "confirmed_at__isnull=False, joined_at__isnull=True, expires_at__gt=at",
                "confirmed_at__isnull=False, expires_at__gt=at",
                "a card that is joined twice",
            ),
            (
                "False, joined_at__isnull=True, expires_at__gt=at",
                "False, joined_at__isnull=True",
                "a confirmation of a time long past",
            ),
        ),
    ),
    *of(
        "resolvers/membership/request_join.py",
        "tests/membership/test_join.py",
        rows=(
            (
                "control_number=join.control_number, status=AccountStatus.ACTIVE",
                "control_number=join.control_number",
                "a letter about a suspended account",
            ),
            (" or account.frozen_at is not None", "", "a letter while an objection waits"),
            (
                "if not await Membership.standing(at=now).filter(account_id=account.id).exists():",
                "if False:",
                "a letter about an account that nobody belongs to",
            ),
            (
                "if not await waiting.filter(id=join.id).update(handled_at=now):",
                "if await waiting.filter(id=join.id).update(handled_at=now) > 1:",
                "a letter from each of two workers",
            ),
        ),
    ),
    *of(
        "resolvers/membership/join_identifier.py",
        "tests/membership/test_join.py",
        rows=(
            (
                "Membership.standing(at=now).filter(account_id=account.id)",
                "Membership.standing(at=now)",
                "a card that is joined to another company's member",
            ),
            (
                "if await Membership.filter(person_id=other.id).exists() or await live.exists():",
                "if await live.exists():",
                "two persons who are merged",
            ),
            (
                "filter(person_id=other.id).exists() or await live.exists():",
                "filter(person_id=other.id).exists():",
                "an applicant who is merged with another person",
            ),
        ),
    ),
    *of(
        "resolvers/membership/lapse.py",
        "tests/membership/test_lapse.py",
        rows=(
            (
                "    awake = Membership.filter(_CAN_RENEW, ended",
                "    awake = Membership.filter(ended",
                "members of a suspended account who are marked",
            ),
            (
                'return awake.filter(id__not_in=Subquery(usable.values("membership_id")))',
                "return awake",
                "a member with a valid card who is marked as dormant",
            ),
            (
                "ends_at = max(since + life, now + DORMANT_WARNED)",
                "ends_at = since + life",
                "a member who is marked late and has no time left",
            ),
            (
                "ends_at = max(found.ends_at, now + DORMANT_WARNED)",
                "ends_at = found.ends_at",
                "a member who is warned too late",
            ),
            (
                "warned_at__lte=now - DORMANT_WARNED, ends_at__lte=now",
                "ends_at__lte=now",
                "a membership that ends without a warning",
            ),
            (
                "warned_at__lte=now - DORMANT_WARNED, ends_at__lte=now",
                "warned_at__lte=now - DORMANT_WARNED",
                "a membership that ends before its time",
            ),
        ),
    ),
    *of(
        "resolvers/membership/complete_leaving.py",
        "tests/membership/test_leave.py",
        rows=(
            ("leaves_at__lte=now", "leaves_at__isnull=False", "no notice"),
            (
                "        account__status=AccountStatus.ACTIVE,\n",
                "",
                "a member who leaves while nobody could cancel it",
            ),
            (
                "        account__frozen_at__isnull=True,\n",
                "",
                "a member who leaves while an objection waits",
            ),
            (
                "if await is_last_administrator(account, found, at=now):",
                "if False:",
                "a service without an administrator",
            ),
        ),
    ),
    *of(
        "resolvers/membership/leave.py",
        "tests/membership/test_leave.py",
        rows=(
            (
                "usable_cards(account, at=now).exclude(id=card.id).exists()",
                "usable_cards(account, at=now).exists()",
                "the last holder who leaves without notice",
            ),
            ("leaves_at = now + MEMBER_NOTICE", "leaves_at = now", "a notice of no time"),
        ),
    ),
    *of(
        "models/card_changes/leaving.py",
        "tests/membership/test_leave.py",
        rows=(
            (
                "unimpaired_cards(at=at).exclude(membership_id=membership.id)",
                "unimpaired_cards(at=at)",
                "the last administrator who leaves",
            ),
            (
                "        account__role=Role.ADMIN,\n        account__status",
                "        account__status",
                "a holder who is taken for another administrator",
            ),
            (
                "        account__status=AccountStatus.ACTIVE,\n",
                "",
                "a suspended administrator who is taken for another",
            ),
            (
                "        membership__confirmed_at__isnull=False,\n",
                "",
                "an administrator whom nobody has confirmed",
            ),
        ),
    ),
    *of(
        "resolvers/membership/end.py",
        "tests/membership/test_end.py",
        rows=(
            (
                "standing = Membership.filter(ended_at__isnull=True)",
                "standing = Membership.all()",
                "a membership that is ended again",
            ),
        ),
    ),
    *of(
        "resolvers/membership/find.py",
        "tests/membership/test_end.py",
        rows=(
            (
                "Membership.filter(account_id=account.id, ended_at__isnull=True)",
                "Membership.filter(ended_at__isnull=True)",
                "the members of every account",
            ),
            (
                "Membership.filter(id__in=ids, ended_at__isnull=True)",
                "Membership.filter(id__in=ids)",
                "a former member who is found by her card",
            ),
        ),
    ),
)
