"""What can go wrong, told apart by what helps."""


class PartnerError(Exception):
    """Anything that this package raises about an answer, or the lack of one."""


class Unreachable(PartnerError):
    """The network or the service failed, or went silent. Try again later."""


class UnexpectedAnswer(PartnerError):
    """The answer is none that the contract knows. Look for a newer version of this package."""


class RateLimited(PartnerError):
    """Too much was asked, or too many streams are open. Try again after ``wait`` seconds."""

    def __init__(self, code: str, *, wait: float) -> None:
        super().__init__(f"{code}: try again in {wait:g} seconds")
        self.code = code
        self.wait = wait


class Refused(PartnerError):
    """The service refuses, and will again: the token, its scopes or the question is wrong.

    ``code`` never changes and is what to switch on; ``title`` and ``message`` are for people.
    ``remedy`` and ``path``, of the argument that the refusal is about, may be empty.
    """

    def __init__(
        self,
        code: str,
        *,
        title: str = "",
        message: str = "",
        remedy: str = "",
        path: tuple[str, ...] = (),
    ) -> None:
        super().__init__(f"{code}: {message or title}")
        self.code = code
        self.title = title
        self.message = message
        self.remedy = remedy
        self.path = path


class ResyncNeeded(PartnerError):
    """The cursor is not of the service's journal, for example after a backup was restored.

    List all accounts again, then follow the events from the cursor that the listing ends with.
    """

    def __init__(self) -> None:
        super().__init__("the cursor belongs to another journal: list all accounts again")
