"""Tests of the postal districts."""

from collections import Counter

import pytest

from models.company.postal import DISTRICTS, District, district_of

# Townships of each county (內政部: 368 in all), and the islands that have a code but no township.
TOWNSHIPS = {
    "臺北市": 12,
    "新北市": 29,
    "桃園市": 13,
    "臺中市": 29,
    "臺南市": 37,
    "高雄市": 38,
    "基隆市": 7,
    "新竹市": 3,
    "嘉義市": 2,
    "宜蘭縣": 12 + 1,
    "新竹縣": 13,
    "苗栗縣": 18,
    "彰化縣": 26,
    "南投縣": 13,
    "雲林縣": 20,
    "嘉義縣": 18,
    "屏東縣": 33,
    "花蓮縣": 13,
    "臺東縣": 16,
    "澎湖縣": 6,
    "金門縣": 6,
    "連江縣": 4,
    "南海島": 2,
}


def test_every_county_has_all_its_townships() -> None:
    counted: Counter[str] = Counter()

    for district in DISTRICTS:
        counted[district.county] += len(district.name.split("、"))

    assert counted == TOWNSHIPS
    assert counted.total() == 368 + 3


def test_codes_are_three_digits_in_order_and_once_each() -> None:
    codes = [district.code for district in DISTRICTS]

    assert codes == sorted(set(codes))
    assert all(len(code) == 3 and code.isdecimal() for code in codes)


def test_names_are_written_as_the_state_writes_them() -> None:
    assert not any("台" in district.county + district.name for district in DISTRICTS)
    assert all(district.name[-1] in "區市鎮鄉島臺" for district in DISTRICTS)


@pytest.mark.parametrize(
    ("code", "district"),
    [
        ("100001", District("100", "臺北市", "中正區")),
        ("209999", District("209", "連江縣", "南竿鄉")),
        ("290000", District("290", "宜蘭縣", "釣魚臺")),
        ("300044", District("300", "新竹市", "東區、北區、香山區")),
        ("600000", District("600", "嘉義市", "東區、西區")),
        ("351001", District("351", "苗栗縣", "頭份市")),
        ("819000", District("819", "南海島", "南沙群島")),
        ("983012", District("983", "花蓮縣", "富里鄉")),
    ],
)
def test_the_first_three_digits_name_the_district(code: str, district: District) -> None:
    assert district_of(code) == district


@pytest.mark.parametrize(
    "code",
    [
        "",
        "100",
        "10001",
        "1000011",
        "101001",
        "999999",
        "000000",
        "１０００01",
        "100００１",
        "100 01",
        "10000\n",
    ],
)
def test_what_is_no_postal_code_has_no_district(code: str) -> None:
    assert district_of(code) is None
