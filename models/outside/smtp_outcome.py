"""Classification of SMTP failures: give up, try again, or alert the operator."""

import re
import ssl

import aiosmtplib

_LONGEST_REASON = 300
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")

# RFC 4954 §6 and RFC 3207 §4: the server requires a login, another login, or TLS first.
_ABOUT_OUR_LOGIN = frozenset({530, 534, 535, 538})
# RFC 1870 §6.1: larger than the server accepts; it says so in reply to MAIL.
_TOO_LARGE = 552


class Undelivered(Exception):
    """A mail was not accepted; ``code`` is the server's reply code, if there was a reply."""

    def __init__(self, reason: str, *, code: int | None) -> None:
        super().__init__(reason if code is None else f"{code} {reason}")
        self.code = code


class MailRefused(Undelivered):
    """This mail will never be accepted: do not try again."""


class MailDeferred(Undelivered):
    """The mail was not accepted, or the outcome is unknown: try again with the same Message-ID."""


class MailMisconfigured(Undelivered):
    """No mail will be accepted until the settings or the server are fixed: alert the operator."""


def outcome(error: aiosmtplib.SMTPException | OSError) -> Undelivered:
    """Classify an error of ``aiosmtplib`` 5.1 or of the connection."""
    reason = _clean(str(error) or type(error).__name__)
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return _of_reply(error)
    if isinstance(error, aiosmtplib.SMTPTimeoutError | aiosmtplib.SMTPServerDisconnected):
        return MailDeferred(reason, code=None)
    # With implicit TLS a bad certificate is the cause of a connect error, with STARTTLS it is
    # raised itself. A connection that breaks during the handshake is neither.
    if isinstance(error, ssl.SSLError) or isinstance(error.__cause__, ssl.SSLError):
        return MailMisconfigured(reason, code=None)
    if isinstance(error, OSError):
        return MailDeferred(reason, code=None)
    # The remaining errors: the server offers no STARTTLS, or no login method that we support.
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
    # Refused before the recipient was named: the greeting, EHLO, STARTTLS or our own address. The
    # next mail would fail as well, so no mail is given up for it.
    return MailMisconfigured(reason, code=code)


def _clean(reply: str) -> str:
    return _CONTROL.sub(" ", reply)[:_LONGEST_REASON]
