"""What a failed hand-over of a mail means: give up, try again, or call the operator."""

import re
import ssl

import aiosmtplib

_LONGEST_REASON = 300
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")

# RFC 4954 §6 and RFC 3207 §4: the server wants a login, or another one, or TLS before it.
_ABOUT_OUR_LOGIN = frozenset({530, 534, 535, 538})
# RFC 1870 §6.1: larger than the server ever takes. It says so at MAIL already.
_TOO_LARGE = 552


class Undelivered(Exception):
    """A mail was not taken; ``code`` is the server's reply code, where it gave one."""

    def __init__(self, reason: str, *, code: int | None) -> None:
        super().__init__(reason if code is None else f"{code} {reason}")
        self.code = code


class MailRefused(Undelivered):
    """This mail will never be taken: do not try again."""


class MailDeferred(Undelivered):
    """The mail was not taken, or nobody knows: try again with the same Message-ID."""


class MailMisconfigured(Undelivered):
    """No mail will be taken before the settings, or the server, are mended: call the operator."""


def outcome(error: aiosmtplib.SMTPException | OSError) -> Undelivered:
    """Say what an error of ``aiosmtplib`` 5.1, or of the connection, means for the mail."""
    reason = _clean(str(error) or type(error).__name__)
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return _of_reply(error)
    if isinstance(error, aiosmtplib.SMTPTimeoutError | aiosmtplib.SMTPServerDisconnected):
        return MailDeferred(reason, code=None)
    # With TLS from the first byte a bad certificate is the cause of a connect error, with
    # STARTTLS it comes as itself. A line cut during the handshake is neither.
    if isinstance(error, ssl.SSLError) or isinstance(error.__cause__, ssl.SSLError):
        return MailMisconfigured(reason, code=None)
    if isinstance(error, OSError):
        return MailDeferred(reason, code=None)
    # What is left is a server that offers no STARTTLS, or no login that we can make.
    return MailMisconfigured(reason, code=None)


def _of_reply(error: aiosmtplib.SMTPResponseException) -> Undelivered:
    code, reason = error.code, _clean(error.message)
    if not 500 <= code <= 599:
        return MailDeferred(reason, code=code)
    if code in _ABOUT_OUR_LOGIN:
        return MailMisconfigured(reason, code=code)
    about_the_mail = isinstance(error, aiosmtplib.SMTPRecipientRefused | aiosmtplib.SMTPDataError)
    if about_the_mail or code == _TOO_LARGE:
        return MailRefused(reason, code=code)
    # Refused before the recipient was named: the greeting, EHLO, STARTTLS or our own address.
    # The next mail would fare no better, so none of them is lost for it.
    return MailMisconfigured(reason, code=code)


def _clean(reply: str) -> str:
    return _CONTROL.sub(" ", reply)[:_LONGEST_REASON]
