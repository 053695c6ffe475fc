"""Tests of comparing a company with the registry: exact, with look-alikes named."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.company.company import CompanyField
from models.company.comparison import LookAlike, Outcome, closest, compare
from tests.support.portal import COMPANY, on_file


def result(stated: str, filed: str | None) -> tuple[str, tuple[str, ...]]:
    """Compare one company name."""
    found = compare(
        replace(COMPANY, company_name=stated), replace(on_file(), company_name=filed)
    ).results
    [name] = [r for r in found if r.field is CompanyField.COMPANY_NAME]
    return name.outcome.value, tuple(alike.value for alike in name.look_alikes)


@pytest.mark.parametrize(
    ("stated", "filed", "outcome", "alikes"),
    [
        ("測試公司", "測試公司", "MATCHES", ()),
        ("Café", "Cafe\u0301", "MATCHES", ()),
        ("測試公司", " 測試公司　", "MATCHES", ()),
        ("測試公司", "測試二公司", "DIFFERS", ()),
        ("測試公司", None, "NOT_ON_FILE", ()),
        ("測試公司", "  ", "NOT_ON_FILE", ()),
        ("ABC公司", "ＡＢＣ公司", "DIFFERS", ("WIDTH",)),
        ("臺北公司", "台北公司", "DIFFERS", ("TAI",)),
        ("測試 公司", "測試公司", "DIFFERS", ("SPACES",)),
        ("abc公司", "ABC公司", "DIFFERS", ("CASE",)),
        ("測試路1-2號", "測試路1之2號", "DIFFERS", ("PUNCTUATION",)),
        ("測試(股)公司", "測試股公司", "DIFFERS", ("PUNCTUATION",)),
        ("台北 ａbc", "臺北ABC", "DIFFERS", ("WIDTH", "TAI", "SPACES", "CASE")),
        ("台北二廠", "臺北一廠", "DIFFERS", ()),
    ],
)
def test_a_field(stated: str, filed: str | None, outcome: str, alikes: tuple[str, ...]) -> None:
    assert result(stated, filed) == (outcome, alikes)


@given(st.text(min_size=1, max_size=30), st.text(min_size=1, max_size=30))
def test_only_equal_texts_match(stated: str, filed: str) -> None:
    outcome, alikes = result(stated, filed)

    if outcome == Outcome.MATCHES:
        assert alikes == ()
    assert set(alikes) <= {alike.value for alike in LookAlike}


def test_the_closest_row_is_the_one_with_the_fewest_differences() -> None:
    far = replace(on_file(), company_name="甲", contact_name="乙")
    near = replace(on_file(), contact_name="乙")

    assert closest(COMPANY, [far, near]).on_file == near
    assert closest(COMPANY, [far, near, on_file()]).all_match
