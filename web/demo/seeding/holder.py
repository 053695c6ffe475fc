"""A fictional holder with a card, who does what people do in the portal."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import rsa

from models.account.account import Account
from models.application.application import Application
from models.application.shown import Shown
from models.card.certificate import Certificate
from models.card.challenge import ChallengePurpose
from models.company.company import CompanyField
from models.link.link import Link, LinkPurpose, token
from models.session.session import NewSession, Viewer
from models.signature.verification import SignedChallenge
from resolvers.application import activate, apply, bind
from resolvers.card import add
from resolvers.session import bind_first_card, follow_link, request_challenge, sign_in
from schema.context import Services
from web.demo.authority import Authority, Card, CardKind, Generation
from web.demo.component import signing
from web.demo.seeding.names import DemoCompany

_LIFE = timedelta(days=5 * 365)
_REACHED = {"phone": "02-23110000#100", "email": "holder@company.example"}


@dataclass(kw_only=True)
class DemoHolder:
    """A person with a card of their own, and the session of their browser."""

    services: Services
    card: Card
    at: datetime
    viewer: Viewer | None = field(default=None)

    @classmethod
    def with_card(
        cls,
        services: Services,
        authority: Authority,
        *,
        key: rsa.RSAPrivateKey,
        number: int,
        name: str,
        at: datetime,
    ) -> "DemoHolder":
        """Issue a card with a key that all of these cards share, for keys take long to make."""
        card = authority.issue(
            kind=CardKind.CITIZEN,
            generation=Generation.G3,
            holder=name,
            subject_serial=f"{number:016}",
            card_number=f"TP{number:014}",
            id_last4=f"{number % 10_000:04}",
            not_before=at - timedelta(days=30),
            not_after=at + _LIFE,
            key=key,
        )
        return cls(services=services, card=card, at=at)

    async def apply(self, company: DemoCompany) -> Application:
        """Fill in both forms and send them."""
        settings = self.services.settings
        facts = company.facts
        applied = await apply.apply(
            viewer=self.viewer,
            form={one: facts[one.attribute] for one in CompanyField},
            privacy_notice=None,
            request_key=None,
            rules=apply.ApplyRules(
                key=settings.secret_key,
                draft_life=settings.draft_life,
                session_life=settings.session_life,
            ),
            now=self.at,
        )
        self._enter(applied.session)
        application = applied.application
        shown = Shown(
            application_id=application.id,
            version=application.version,
            control_number=application.control_number,
        )
        return await bind.bind(
            viewer=self.viewer,
            shown=shown,
            presented=await self._sign(ChallengePurpose.BIND, shown),
            policy=self.services.policy,
            now=self.at,
            **_REACHED,
        )

    async def activate(self, application_id: UUID) -> Account:
        """Follow the letter's link, and sign in."""
        link = await Link.get(application_id=application_id, purpose=LinkPurpose.ACTIVATE)
        application = await activate.activate(
            viewer=self.viewer,
            token=token(link.id, key=self.services.settings.secret_key),
            notices=self.services.notices,
            policy=self.services.policy,
            now=self.at,
        )
        await self.sign_in()
        return await Account.get(control_number=application.control_number)

    async def sign_in(self) -> None:
        # The challenge begins the session where there is none.
        presented = await self._sign(ChallengePurpose.SIGN_IN, _account(None))
        signed = await sign_in.sign_in(
            viewer=self.viewer,
            presented=presented,
            device=None,
            life=self.services.settings.signed_in_life,
            policy=self.services.policy,
            counts=self.services.counts.sign_ins,
            now=self.at,
        )
        self._enter(signed.session)

    async def add(self, account: Account, colleague: "DemoHolder") -> Certificate:
        """Add a colleague's card to the account."""
        shown = _account(account.control_number)
        return await add.add(
            viewer=self.viewer,
            control_number=account.control_number,
            presented=await self._sign(ChallengePurpose.ADD, shown, card=colleague.card),
            label=None,
            notices=self.services.account_notices,
            policy=self.services.policy,
            now=self.at,
            **_REACHED,
        )

    async def accept_invitation(self, invitation: str, *, control_number: str) -> None:
        """Bind the card as the first one of a staff account, and sign in."""
        followed = await follow_link.follow_sign_in_link(
            viewer=None, token=invitation, device=None, now=self.at
        )
        self._enter(followed.session)
        shown = _account(control_number)
        await bind_first_card.bind_first_card(
            viewer=self.viewer,
            presented=await self._sign(ChallengePurpose.FIRST_CARD, shown),
            label=None,
            device=None,
            rules=bind_first_card.BindRules(
                policy=self.services.policy,
                notices=self.services.account_notices,
                life=self.services.settings.signed_in_life,
            ),
            now=self.at,
            **_REACHED,
        )
        self.viewer = None
        await self.sign_in()

    async def _sign(
        self, purpose: ChallengePurpose, shown: Shown, *, card: Card | None = None
    ) -> SignedChallenge:
        issued, session = await request_challenge.request_challenge(
            viewer=self.viewer,
            purpose=purpose,
            shown=shown,
            origin=self.services.settings.origin,
            life=self.services.settings.challenge_life,
            session_life=self.services.settings.session_life,
            now=self.at,
        )
        self._enter(session)
        signature = signing.sign(card or self.card, issued.text.encode(), signing_time=self.at)
        return SignedChallenge(challenge_id=issued.id, signature=signature)

    def _enter(self, session: NewSession | None) -> None:
        if session is not None:
            self.viewer = session.viewer


def _account(control_number: str | None) -> Shown:
    """Return what a page shows that acts for an account, or for none."""
    return Shown(application_id=UUID(int=0), version=None, control_number=control_number)
