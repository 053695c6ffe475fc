"""The languages that the service speaks."""

from enum import StrEnum


class Language(StrEnum):
    """A language that people are addressed in, as RFC 5646 names it."""

    ZH_HANT_TW = "zh-Hant-TW"
    EN = "en"
