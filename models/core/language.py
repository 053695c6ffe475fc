"""The languages of the service."""

from enum import StrEnum


class Language(StrEnum):
    """A language for users (RFC 5646)."""

    ZH_HANT_TW = "zh-Hant-TW"
    EN = "en"
