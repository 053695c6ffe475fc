"""The demo's sixty companies come to the portal: what waits, what is decided, what is disputed."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from types import MappingProxyType

from cryptography.hazmat.primitives.asymmetric import rsa

from models.application.application import Application
from models.card.challenge import ChallengeExpired
from models.core.errors import UserError
from models.link.account_link import AccountLink, AccountLinkPurpose
from models.link.link import token
from models.partner.administrator import Operator
from models.partner.partner import Scope
from models.pki.crl.status import CertificateOnHold
from models.pki.path.end_entity import CertificateExpired
from models.pki.path.pins import WrongCardKind
from models.settings.settings import Settings
from models.signature.refused_cards import RefusedCards
from resolvers.account.import_accounts import import_accounts
from resolvers.card.report_change import report
from resolvers.partner.manage import create_partner
from resolvers.registry.import_file import import_registry
from resolvers.review import automatic, claim, mailbox
from resolvers.staff.create_admin import Which, create_admin
from schema.context import Services
from web.demo.authority import Authority
from web.demo.seeding.holder import DemoHolder
from web.demo.seeding.names import DemoCompany, companies, person

# How long each of the waiting cases has waited; two are older than a day.
WAITED = tuple(
    timedelta(minutes=minutes)
    for minutes in (3, 11, 26, 41, 58, 75, 96, 130, 170, 215, 1_560, 2_930)
)
REJECTED, APPROVED, OPEN, EXISTING = 6, 5, 2, 20
PARTNERS = (
    ("示範稽查管理系統", [Scope.ACCOUNTS_READ, Scope.EVENTS_READ]),
    ("示範聯單申報系統", [Scope.CERTIFICATES_READ]),
)
# So many cards were refused today, for these reasons.
REFUSED: Mapping[type[UserError], int] = MappingProxyType(
    {WrongCardKind: 7, CertificateExpired: 4, ChallengeExpired: 2, CertificateOnHold: 1}
)
# Cards of these companies' holders; those of the catalogue have lower numbers.
_FIRST_CARD = 4_001
_REVIEWER = "測試・何複核"


def seeded_registry(settings: Settings) -> Path:
    """Return where the registry's file is kept that has the companies."""
    return settings.state / "registry.json"


@dataclass(frozen=True, kw_only=True)
class Seeding:
    """What fills an empty demo; the registry's files are written into its state."""

    services: Services
    authority: Authority
    registry: Path
    at: datetime

    async def fill(self) -> None:
        """Have everybody come once; a demo that has applications stays as it is."""
        if await Application.all().exists():
            return
        all_companies = companies()
        await self._import(all_companies, changed=False)
        holders = self._holders(len(WAITED) + REJECTED + APPROVED + 2 * OPEN + 1)
        waiting = all_companies[: len(WAITED)]
        for company in waiting:
            await next(holders).apply(company)
        start = len(waiting)
        for place, company in enumerate(all_companies[start : start + REJECTED]):
            await next(holders).apply(_mistyped(company, place))
        start += REJECTED
        for company in all_companies[start : start + APPROVED]:
            await next(holders).apply(company)
        start += APPROVED
        opening = []
        for company in all_companies[start : start + OPEN]:
            holder = next(holders)
            opening.append((holder, await holder.apply(company)))
        await self._review()
        for holder, application in opening:
            await self._dispute(holder, application, colleague=next(holders))
        await self._age(waiting)
        await self._colleague(next(holders), waiting)
        await self._existing(all_companies[start + OPEN :][:EXISTING])
        await self._import(all_companies, changed=True)
        for refusal, count in REFUSED.items():
            for _ in range(count):
                await RefusedCards.add(refusal, at=self.at)
        for name, scopes in PARTNERS:
            await create_partner(
                actor=Operator(name="demo"),
                name=name,
                scopes=scopes,
                handoff_url=None,
                expires_at=self.at + timedelta(days=300),
                mode=self.services.settings.mode,
                now=self.at,
            )

    def _holders(self, count: int) -> Iterator[DemoHolder]:
        key = rsa.generate_private_key(65537, 2048)
        for place in range(count):
            last = place == count - 1
            yield DemoHolder.with_card(
                self.services,
                self.authority,
                key=key,
                number=_FIRST_CARD + place,
                name=_REVIEWER if last else person(place + 7),
                at=self.at,
            )

    async def _import(self, all_companies: tuple[DemoCompany, ...], *, changed: bool) -> None:
        """Import the registry; ``changed`` is how it is once the cases have been left to people."""
        rows = json.loads(self.registry.read_text(encoding="utf-8"))
        for place, company in enumerate(all_companies):
            rows.extend(_on_file(company, place, changed=changed))
        file = seeded_registry(self.services.settings)
        file.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
        await import_registry(file, now=self.at, confirmed=True)

    async def _review(self) -> None:
        services = self.services
        rules = automatic.ReviewRules(
            unknown_company_policy=services.settings.unknown_company_policy,
            open_life=services.settings.open_life,
            notices=services.notices,
            account_notices=services.account_notices,
        )
        take = partial(
            automatic.take_next,
            registry=services.registry,
            rules=rules,
            random=Random(0).random,  # noqa: S311  # It spreads attempts, and guards nothing.
            now=self.at,
        )
        while (work := await take()) is not None:
            await work()

    async def _dispute(
        self, holder: DemoHolder, application: Application, *, colleague: DemoHolder
    ) -> None:
        """Open the account, add a colleague's card, and object to that."""
        account = await holder.activate(application.id)
        await holder.add(account, colleague)
        links = AccountLink.filter(account_id=account.id, purpose=AccountLinkPurpose.NOT_ME)
        link = await links.first()
        if link is not None:
            key = self.services.settings.secret_key
            notices = self.services.account_notices
            await report(token=token(link.id, key=key), notices=notices, now=self.at)

    async def _age(self, waiting: tuple[DemoCompany, ...]) -> None:
        for company, waited in zip(waiting, WAITED, strict=True):
            await Application.filter(control_number=company.control_number).update(
                submitted_at=self.at - waited
            )

    async def _colleague(self, reviewer: DemoHolder, waiting: tuple[DemoCompany, ...]) -> None:
        """Have another reviewer take two cases, and propose a mailbox for the one without."""
        created = await create_admin(
            name=_REVIEWER,
            last_four=f"{int(reviewer.card.card_number[2:]) % 10_000:04}",
            mailbox="reviewer@portal.example",
            which=Which.ANOTHER,
            key=self.services.settings.secret_key,
            now=self.at,
        )
        await reviewer.accept_invitation(
            created.token, control_number=created.account.control_number
        )
        for place in (2, 6):
            taken = await Application.get(control_number=waiting[place].control_number)
            await claim.claim_application(
                viewer=reviewer.viewer, application_id=taken.id, now=self.at
            )
        silent = await Application.get(control_number=waiting[8].control_number)
        await mailbox.propose(
            viewer=reviewer.viewer,
            application_id=silent.id,
            version=silent.version,
            email="verified@company-9.example",
            verified_how="以公司登記電話查證，由負責人確認。",
            now=self.at,
        )

    async def _existing(self, of: tuple[DemoCompany, ...]) -> None:
        file = self.services.settings.state / "accounts.json"
        rows = [dict(company.facts) for company in of]
        file.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
        await import_accounts(file, now=self.at)


def _on_file(company: DemoCompany, place: int, *, changed: bool) -> list[object]:
    """Return what the registry has of a company: of those that wait, never everything."""
    if place >= len(WAITED):
        return [company.on_file()]
    missing: dict[str, str] = {"contact_name": "", "contact_email": ""}
    if place % 4 == 1:
        missing |= {"mailing_address": "", "mailing_postal_code": ""}
    if place in (8, 9):
        missing = {"business_email": ""}
    if changed and place in (0, 4):
        missing |= {"business_address": company.business_address.replace("臺", "台") + "之1"}
    if changed and place == 7:
        missing |= {"company_name": company.company_name.replace("示範", "示範　")}
    if place == 5:
        return [
            company.on_file(**missing),
            company.on_file(business_address="新北市板橋區樣本路1號", **missing),
        ]
    return [company.on_file(**missing)]


def _mistyped(company: DemoCompany, place: int) -> DemoCompany:
    """Return a company as somebody types it who does not copy table C."""
    typed = dict(company.facts)
    address = typed["business_address"]
    typed["business_address"] = (
        address.replace("臺", "台"),
        address.replace("號", " 號"),
        address.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    )[place % 3]
    if place % 2:
        typed["responsible_person"] = "測試・誤植人"
    return DemoCompany(**typed)
