"""What is said to people, by code, in the two languages of the service."""

from collections.abc import Mapping

from models.mail.letter import Language
from schema.words.cards import CARDS
from schema.words.cases import CASES
from schema.words.first import FIRST
from schema.words.forms import FORMS
from schema.words.holders import HOLDERS
from schema.words.partners import PARTNERS
from schema.words.sessions import SESSIONS
from schema.words.staff import STAFF
from schema.words.told_in import Words

_WORDS: Words = {
    **FORMS,
    **CASES,
    **CARDS,
    **SESSIONS,
    **HOLDERS,
    **STAFF,
    **FIRST,
    **PARTNERS,
}


def say(code: str, language: Language, values: Mapping[str, str]) -> str:
    """Say a code in a language, its blanks filled.

    :raises KeyError: when the code has no words; a test walks every code.
    """
    return _WORDS[code][language].format_map(values)


def has_words(code: str) -> bool:
    """Tell whether a code can be said in every language."""
    return _WORDS.get(code, {}).keys() == set(Language)
