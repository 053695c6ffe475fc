"""The demo's test cards: their holders, their PINs, and what is wrong with some of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from web.demo.component.chip import Chip
from web.demo.testcard import CardFace, CardFacts, CardKind, Generation

_YEAR = timedelta(days=365)


class Trouble(Enum):
    """A card's status on its issuer's revocation list."""

    NONE = "NONE"
    REVOKED = "REVOKED"
    ON_HOLD = "ON_HOLD"


@dataclass(frozen=True, kw_only=True)
class CardPlan:
    """A card to be issued; ``starts`` and ``ends`` are relative to the day of issue."""

    id: str
    title: str
    note: str
    pin: str
    holder: str
    subject_serial: str
    card_number: str
    id_last4: str
    kind: CardKind = CardKind.CITIZEN
    generation: Generation = Generation.G3
    starts: timedelta = timedelta(days=-30)
    ends: timedelta = 5 * _YEAR
    trouble: Trouble = Trouble.NONE

    def facts(self, at: datetime) -> CardFacts:
        """Return what the certificates say of a card that is issued now."""
        return CardFacts(
            kind=self.kind,
            generation=self.generation,
            holder=self.holder,
            subject_serial=self.subject_serial,
            card_number=self.card_number,
            id_last4=self.id_last4,
            not_before=at + self.starts,
            not_after=at + self.ends,
        )


@dataclass(frozen=True)
class TestCard:
    """A card with the plan by which it was issued; ``chip`` is that of one whose keys are not at
    hand.
    """

    __test__ = False

    plan: CardPlan
    card: CardFace
    chip: Chip | None = None

    @property
    def id(self) -> str:
        return self.plan.id

    @property
    def title(self) -> str:
        return self.plan.title

    @property
    def pin(self) -> str:
        return self.plan.pin

    @property
    def note(self) -> str:
        return self.plan.note


CATALOGUE = (
    CardPlan(
        id="wang",
        title="有效的自然人憑證（第三代）",
        note="可以綁定",
        pin="wang1234",
        holder="測試・王小明",
        subject_serial="0000000000000101",
        card_number="TP00000000000101",
        id_last4="0101",
    ),
    CardPlan(
        id="lin",
        title="有效的自然人憑證（第二代）",
        note="可以綁定，由上一代憑證機構簽發",
        pin="lin12345",
        holder="測試・林美玲",
        subject_serial="0000000000000102",
        card_number="TP00000000000102",
        id_last4="0102",
        generation=Generation.G2,
    ),
    CardPlan(
        id="chen",
        title="另一個人的自然人憑證",
        note="可以綁定，供第三個人或另一家公司使用",
        pin="chen1234",
        holder="測試・陳大同",
        subject_serial="0000000000000103",
        card_number="TP00000000000103",
        id_last4="0103",
    ),
    CardPlan(
        id="renewed",
        title="王小明換發的自然人憑證",
        note="登入時引導取代原有憑證（原卡須已綁定）",
        pin="wang5678",
        holder="測試・王小明",
        subject_serial="0000000000000101",
        card_number="TP00000000000111",
        id_last4="0101",
        starts=timedelta(days=-1),
    ),
    CardPlan(
        id="wang-g2",
        title="王小明上一代的自然人憑證（第二代）",
        note="與第三代的卡同屬一人：只能綁定同一家公司",
        pin="wang9012",
        holder="測試・王小明",
        subject_serial="0000000000000101",
        card_number="TP00000000000110",
        id_last4="0101",
        generation=Generation.G2,
        starts=-3 * _YEAR,
        ends=2 * _YEAR,
    ),
    CardPlan(
        id="lin-g3",
        title="林美玲換發的自然人憑證（第三代，序號不同）",
        note="換代後序號改變：由公司信箱確認、管理端認定是同一人",
        pin="lin67890",
        holder="測試・林美玲",
        subject_serial="0000000000000112",
        card_number="TP00000000000112",
        id_last4="0102",
        starts=timedelta(days=-1),
    ),
    CardPlan(
        id="expired",
        title="已過期的憑證",
        note="應被拒絕：憑證已逾有效期限",
        pin="old12345",
        holder="測試・張文德",
        subject_serial="0000000000000104",
        card_number="TP00000000000104",
        id_last4="0104",
        starts=-6 * _YEAR,
        ends=timedelta(days=-7),
    ),
    CardPlan(
        id="revoked",
        title="已廢止的憑證",
        note="應被拒絕：憑證已廢止",
        pin="gone1234",
        holder="測試・劉淑芬",
        subject_serial="0000000000000105",
        card_number="TP00000000000105",
        id_last4="0105",
        trouble=Trouble.REVOKED,
    ),
    CardPlan(
        id="hold",
        title="暫時停用的憑證",
        note="應被拒絕：憑證停用中",
        pin="hold1234",
        holder="測試・蔡宗翰",
        subject_serial="0000000000000106",
        card_number="TP00000000000106",
        id_last4="0106",
        generation=Generation.G2,
        trouble=Trouble.ON_HOLD,
    ),
    CardPlan(
        id="future",
        title="尚未生效的憑證",
        note="應被拒絕：憑證尚未生效",
        pin="soon1234",
        holder="測試・許雅婷",
        subject_serial="0000000000000107",
        card_number="TP00000000000107",
        id_last4="0107",
        starts=2 * _YEAR,
        ends=7 * _YEAR,
    ),
    CardPlan(
        id="company",
        title="工商憑證（不是自然人憑證）",
        note="應被拒絕：卡片種類不符",
        pin="firm1234",
        holder="測試化工股份有限公司",
        subject_serial="00000000",
        card_number="MT00000000000108",
        id_last4="",
        kind=CardKind.COMPANY,
        generation=Generation.G2,
    ),
    CardPlan(
        id="zhou",
        title="審核人員的自然人憑證",
        note="可以綁定，供管理端審核使用",
        pin="zhou1234",
        holder="測試・周審安",
        subject_serial="0000000000000109",
        card_number="TP00000000000109",
        id_last4="0109",
    ),
)
