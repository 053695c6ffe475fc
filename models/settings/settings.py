"""What the operator may choose: read once from the environment, frozen, refused with a sentence."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from cryptography.fernet import Fernet

from models.core.seal import Seal
from models.pki.algorithms import Scheme
from models.revocation.settings import RevocationSettings, read_revocation, read_schemes
from models.settings.operations import OperationSettings
from models.settings.reader import SettingReader, SettingRefused

T = TypeVar("T")


class Mode(StrEnum):
    """Name what the process is for."""

    DEMO = "demo"
    PRODUCTION = "production"


@dataclass(frozen=True, kw_only=True)
class SMTPSettings:
    """Say which mail server takes our mail and how we speak to it."""

    host: str
    port: int
    security: str
    username: str | None
    password: str | None = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Hold every choice of the operator.

    Durations are ``timedelta``; ``origin`` is scheme, host and port, without a slash at the end.
    """

    mode: Mode
    origin: str
    component_origin: str
    database_url: str = field(repr=False)
    state: Path
    secret_key: bytes = field(repr=False)
    evidence_seal: Seal = field(repr=False)
    trust: Path
    client: Path
    smtp: SMTPSettings | None
    mail_from: str
    help_line: str | None
    registry_url: str | None
    registry_token: str | None = field(repr=False)
    unknown_company_policy: str
    list_urls: tuple[str, ...]
    list_grace: timedelta
    revocation: RevocationSettings
    challenge_life: timedelta = timedelta(minutes=5)
    draft_life: timedelta = timedelta(days=1)
    open_life: timedelta = timedelta(days=30)
    link_life: timedelta = timedelta(days=7)
    session_life: timedelta = timedelta(days=30)
    signed_in_life: timedelta = timedelta(hours=8)
    abandoned_application_retention: timedelta = timedelta(days=90)
    sessions_kept: timedelta = timedelta(days=30)
    mails_kept: timedelta = timedelta(days=90)
    evidence_kept: timedelta = timedelta(days=366 * 7)
    cursor_life: timedelta = timedelta(days=7)
    operation: OperationSettings = field(default_factory=OperationSettings)
    partner_cursor_life: timedelta = timedelta(days=400)

    @property
    def secure(self) -> bool:
        """Tell whether browsers reach us over https."""
        return self.origin.startswith("https://")

    @property
    def mailbox(self) -> Path:
        """Name the folder that stands for the mail server when there is none (demo)."""
        return self.state / "mail"


def trust_folder(environ: Mapping[str, str]) -> Path:
    """Name the folder with the CA certificates, which needs no other setting.

    :raises SettingRefused: when it stands in a file that cannot be read.
    """
    read = SettingReader(environ)
    return Path(read.text("TRUST") or Path(read.text("STATE") or "var") / "trust")


def trust_schemes(environ: Mapping[str, str]) -> frozenset[Scheme]:
    """Read how CA certificates may be signed, which needs no other setting.

    :raises SettingRefused: when another way is named than expected.
    """
    return _said_by(read_schemes, SettingReader(environ))


def from_environ(environ: Mapping[str, str]) -> Settings:
    """Read the settings of a production process.

    :raises SettingRefused: when one is missing, has another shape, or would be unsafe.
    """
    read = SettingReader(environ)
    state = Path(read.text("STATE") or "var")
    key = read.needed("SECRET_KEY").encode()
    if len(key) < 32:
        raise SettingRefused("GPSZONE_SECRET_KEY: expected at least 32 characters")
    return Settings(
        mode=Mode.PRODUCTION,
        origin=_origin(read.needed("ORIGIN")),
        component_origin="http://localhost:61161",
        database_url=read.needed("DATABASE_URL"),
        state=state,
        secret_key=key,
        evidence_seal=_seal(read.needed("EVIDENCE_KEYS")),
        trust=trust_folder(environ),
        client=Path("web/client/dist"),
        smtp=SMTPSettings(
            host=read.needed("SMTP_HOST"),
            port=read.number("SMTP_PORT", 587),
            security=read.choice("SMTP_SECURITY", ("starttls", "tls", "none")),
            username=read.text("SMTP_USERNAME"),
            password=read.text("SMTP_PASSWORD"),
        ),
        mail_from=read.text("MAIL_FROM") or "toxicgps@moenv.gov.tw",
        help_line=read.text("HELP_LINE"),
        registry_url=read.text("REGISTRY_URL"),
        registry_token=read.text("REGISTRY_TOKEN"),
        unknown_company_policy=read.choice("UNKNOWN_COMPANY", ("reject", "person")),
        list_urls=tuple((read.text("LIST_URLS") or "").split()),
        list_grace=timedelta(hours=read.number("LIST_GRACE_HOURS", 1)),
        revocation=_said_by(read_revocation, read),
        link_life=timedelta(days=read.number("LINK_DAYS", 7)),
        operation=OperationSettings.read(read),
        abandoned_application_retention=timedelta(days=read.number("ERASE_DAYS", 90)),
        evidence_kept=timedelta(days=366 * read.number("EVIDENCE_YEARS", 7)),
    )


def for_demo(
    *, state: Path, port: int, card_port: int, database_url: str | None = None
) -> Settings:
    """Make the settings of the embedded demo: everything on this machine, under ``state``."""
    card = f"http://localhost:{card_port}"
    state.mkdir(parents=True, exist_ok=True)
    return Settings(
        mode=Mode.DEMO,
        origin=f"http://localhost:{port}",
        component_origin=card,
        database_url=database_url or f"sqlite://{state / 'gpszone.sqlite3'}",
        state=state,
        secret_key=_kept_key(state / "secret.key", made=secrets.token_urlsafe(48)),
        evidence_seal=_seal(
            _kept_key(state / "evidence.key", made=Fernet.generate_key().decode()).decode()
        ),
        trust=state / "trust",
        client=Path("web/client/dist"),
        smtp=None,
        mail_from="toxicgps@moenv.gov.tw",
        help_line=None,
        registry_url=None,
        registry_token=None,
        unknown_company_policy="reject",
        list_urls=(f"{card}/crl/MOICA-complete.crl", f"{card}/crl/MOICA-G3-complete.crl"),
        list_grace=timedelta(hours=1),
        revocation=RevocationSettings(responders=dict.fromkeys(("G2", "G3"), (f"{card}/ocsp",))),
    )


def _origin(value: str) -> str:
    """Check that an origin is https and nothing but scheme, host and port."""
    parts = urlsplit(value)
    if parts.scheme != "https" or not parts.hostname or value != f"https://{parts.netloc}":
        raise SettingRefused(f"GPSZONE_ORIGIN={value}: expected https://host, nothing after it")
    return value


def _said_by(reading: Callable[[Callable[[str], str | None]], T], read: SettingReader) -> T:
    """Read what stands in a module of its own; its sentences are ours."""
    try:
        return reading(read.text)
    except ValueError as fault:
        raise SettingRefused(str(fault)) from fault


def _seal(keys: str) -> Seal:
    """Read the keys that seal evidence, separated by spaces or lines."""
    try:
        return Seal(keys.split())
    except ValueError as fault:
        expected = "32 random bytes each in URL-safe base64, the newest first"
        raise SettingRefused(f"GPSZONE_EVIDENCE_KEYS: expected {expected}") from fault


def _kept_key(path: Path, *, made: str) -> bytes:
    """Read one of the demo's own secrets; at its first start it is what was ``made``."""
    # A start that was cut short leaves an empty file; an empty key would sign links for anybody.
    if not path.exists() or not path.stat().st_size:
        path.touch(mode=0o600)
        path.write_text(made, encoding="ascii")
    return path.read_bytes()
