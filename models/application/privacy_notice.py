"""The notice on personal data (個人資料保護法 §8) that applicants confirm before form 1/2."""

from models.forms.problem import Problem
from models.forms.typed_text import InvalidInput

# Its versions, the newest last; its text is the page's (web/client/src/words/*/notice.ts).
VERSIONS = ("2026-12",)


def read_notice(version: str) -> str:
    """Return the version of a notice that was published.

    :raises InvalidInput: for any other.
    """
    if version not in VERSIONS:
        problem = Problem(code="PRIVACY_NOTICE_UNKNOWN", path=("privacyNotice",), values={})
        raise InvalidInput((problem,))
    return version
