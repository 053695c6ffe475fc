"""A company as an applicant states it, and as the registry has it on file."""

from dataclasses import dataclass

from models.company.facts import FIELDS, CompanyFacts, CompanyField

__all__ = ["FIELDS", "Company", "CompanyFacts", "CompanyField", "CompanyOnFile"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Company(CompanyFacts[str]):
    """What an applicant states about a company (帳號申請 1/2); nothing is missing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CompanyOnFile(CompanyFacts[str | None]):
    """What the registry has (EMS 基本資料表C, or EMS_S_01); None is not on file."""
