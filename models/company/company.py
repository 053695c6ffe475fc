"""A company as an applicant states it, and as the registry has it on file."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.company.facts import FIELDS, CompanyFacts, CompanyField

__all__ = [
    "FIELDS",
    "Company",
    "CompanyFacts",
    "CompanyField",
    "CompanyOnFile",
    "Release",
    "ReleaseReason",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Company(CompanyFacts[str]):
    """What an applicant states about a company (帳號申請 1/2); nothing is missing."""


class ReleaseReason(StrEnum):
    """Why a company on file is not under control for toxic chemicals (毒化物列管)."""

    NOT_TOXIC = "NOT_TOXIC"
    RELEASED = "RELEASED"


@dataclass(frozen=True, kw_only=True, slots=True)
class Release:
    """The reason, and the day of a release if the registry has one."""

    reason: ReleaseReason
    on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CompanyOnFile(CompanyFacts[str | None]):
    """What the registry has (EMS 基本資料表C, or EMS_S_01); None is not on file.

    With a ``release`` the company is not under control, and counts as not on file.
    ``mailbox_in_use`` is the one that counts while notice of the mailbox on file is given.
    """

    release: Release | None = None
    mailbox_in_use: str | None = None
