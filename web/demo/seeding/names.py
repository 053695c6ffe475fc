"""Fictional companies: their names, and the rows that the registry has of them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

COUNT = 60
_WORDS = ("北辰", "東澤", "南屏", "西嶼", "中岳", "海山", "長青", "大觀", "永續", "晨曦")
_TRADES = ("化工", "槽車運輸", "石化", "環保", "電子材料", "物流")
_FORMS = ("股份有限公司", "有限公司")
_PEOPLE = ("陳", "林", "黃", "張", "李", "王", "吳", "劉", "蔡", "楊")
_GIVEN = ("志遠", "淑惠", "家豪", "雅文", "國樑", "玉珍", "承恩", "佩君", "明哲", "秀蘭")
# Districts with their postal codes, of which the last three digits may be any.
_PLACES = (
    ("100", "臺北市中正區示範路"),
    ("407", "臺中市西屯區範例大道"),
    ("812", "高雄市小港區虛構路"),
    ("333", "桃園市龜山區測試二街"),
    ("300", "新竹市東區樣本路"),
    ("700", "臺南市中西區演練街"),
)
_FIRST_NUMBER = 9_000_001


@dataclass(frozen=True, kw_only=True)
class DemoCompany:
    """A company as it states itself; the registry may have it otherwise."""

    control_number: str
    company_name: str
    responsible_person: str
    business_address: str
    business_email: str
    mailing_postal_code: str
    mailing_address: str
    contact_name: str
    contact_email: str

    @property
    def facts(self) -> Mapping[str, str]:
        return dict(vars(self))

    def on_file(self, **otherwise: str) -> Mapping[str, str]:
        """Return the registry's row, with some facts otherwise or empty."""
        return replace(self, **otherwise).facts


def companies() -> tuple[DemoCompany, ...]:
    """Return the companies, the same at every start."""
    return tuple(_company(place) for place in range(COUNT))


def person(place: int) -> str:
    """Return a name that is marked as a test's; the first hundred differ."""
    return f"測試・{_PEOPLE[place % 10]}{_GIVEN[(place // 10 + place) % 10]}"


def _company(place: int) -> DemoCompany:
    code, street = _PLACES[place % len(_PLACES)]
    trade = _TRADES[place // len(_WORDS)]
    name = f"示範{_WORDS[place % len(_WORDS)]}{trade}{_FORMS[place % len(_FORMS)]}"
    address = f"{street}{place + 1}號"
    host = f"company-{place + 1}.example"
    return DemoCompany(
        control_number=f"K{_FIRST_NUMBER + place}"[:8],
        company_name=name,
        responsible_person=person(place),
        business_address=address,
        business_email=f"ehs@{host}",
        mailing_postal_code=f"{code}{place + 1:03}",
        mailing_address=address,
        contact_name=person(place + 33),
        contact_email=f"safety@{host}",
    )
