"""The two languages, and the shape of a catalogue of words."""

from collections.abc import Mapping

from models.mail.letter import Language

ZH, EN = Language.ZH_HANT_TW, Language.EN
# MOICA's own telephone number, printed in the portal's manual.
HELP = "0800-080-117"

# A sentence in each language, by the code that never changes.
Words = Mapping[str, Mapping[Language, str]]
