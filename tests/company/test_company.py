"""Tests of the company's nine fields: one name everywhere."""

from dataclasses import fields

import pytest

from models.company.company import Company, CompanyField, CompanyOnFile


@pytest.mark.parametrize("kind", [Company, CompanyOnFile])
def test_every_field_has_its_attribute_in_the_same_order(
    kind: type[Company] | type[CompanyOnFile],
) -> None:
    attributes = [field.name for field in fields(kind)]

    assert attributes == [field.attribute for field in CompanyField]


def test_a_fact_is_asked_for_by_its_field() -> None:
    company = Company(**{field.attribute: field.value for field in CompanyField})

    assert all(company.fact(field) == field.value for field in CompanyField)
