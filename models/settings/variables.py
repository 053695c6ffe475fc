"""Every setting, declared once: its name, kind, default and description, by subject.

A variable is called ``GPSZONE_`` and the field's name in capitals. `print_settings` writes the
operator's table and the composition's environment from here; a subject's title is a heading.
"""

from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from models.core import rules
from models.core.seal import Seal
from models.pki.ocsp.status import NonceRule, ResponderPin
from models.revocation.settings import MOICA_HOSTS, Source
from models.settings.addresses import (
    DatabaseAddress,
    Host,
    HostGroups,
    HTTPAddress,
    HTTPAddresses,
    Networks,
    Origin,
    RedisAddress,
)
from models.settings.group import PREFIX, Group
from models.settings.kinds import (
    Choice,
    Choices,
    EvidenceKeys,
    Folder,
    Mailbox,
    Number,
    Phone,
    Secret,
    Text,
    misfit,
)
from models.settings.operations import Operation
from models.settings.responders import ResponderPins, Responders


class Portal(Group):
    title = "The portal"

    origin: Annotated[str, Origin()] = Field(
        description="the portal's address: `https://`, host, and a port if any"
    )
    secret_key: Annotated[str, Text(shortest=32, longest=4096), Secret()] = Field(
        description="at least 32 random characters, the same for all processes", repr=False
    )
    help_line: Annotated[str | None, Phone()] = Field(
        None, description="a telephone number for letters and pages"
    )


class Storage(Group):
    title = "Where and how long data is kept"

    database_url: Annotated[str, DatabaseAddress(), Secret()] = Field(
        description="the database: `postgres://user:password@host:5432/name`, with"
        " `?sslmode=require` or the like after it; in the password `#` is written `%23`",
        repr=False,
    )
    redis_url: Annotated[str | None, RedisAddress(), Secret()] = Field(
        None,
        description="where limits are counted for all nodes: `redis://` or, with TLS, `rediss://`;"
        " without it each process counts separately",
        repr=False,
    )
    evidence_keys: Annotated[Seal, EvidenceKeys(), Secret()] = Field(
        description="what encrypts evidence: Fernet keys (32 random bytes in URL-safe base64), the"
        " newest first, separated by spaces or lines, the same for all processes",
        repr=False,
    )
    evidence_years: Annotated[int, Number(rules.EVIDENCE_FEWEST_YEARS, 100, unit="years")] = Field(
        rules.EVIDENCE_YEARS, description="how many years evidence is kept: the legal term"
    )
    erase_days: Annotated[int, Number(1, 3650, unit="days")] = Field(
        rules.ABANDONED_APPLICATION_RETENTION.days,
        description="how many days an abandoned application is kept",
    )


class Mail(Group):
    title = "Mail"

    smtp_host: Annotated[str, Host()] = Field(description="the mail server")
    smtp_port: Annotated[int, Number(1, 65535)] = Field(587, description="its port")
    smtp_security: Annotated[str, Choice("starttls", "tls", "none")] = Field(
        "starttls", description="`starttls`, `tls` or `none`"
    )
    smtp_password: Annotated[str | None, Text(longest=1024), Secret()] = Field(
        None, description="the password to sign in with", repr=False
    )
    smtp_username: Annotated[str | None, Text(longest=320)] = Field(
        None, description="the user name; without it mail is sent without signing in"
    )
    mail_from: Annotated[str, Mailbox()] = Field(
        rules.SENDER_ADDRESS, description="the sender's address"
    )
    link_days: Annotated[int, Number(1, 365, unit="days")] = Field(
        rules.LINK_LIFE.days, description="how many days a mailed link is valid"
    )

    @field_validator("smtp_username")
    @classmethod
    def _signs_in_safely(cls, name: str, info: ValidationInfo) -> str:
        if info.data.get("smtp_security") == "none":
            raise misfit(expected=f"{PREFIX}SMTP_SECURITY=starttls or tls beside it", given=name)
        if "smtp_password" in info.data and info.data["smtp_password"] is None:
            raise misfit(expected=f"{PREFIX}SMTP_PASSWORD beside it", given=name)
        return name


class Trust(Group):
    title = "Certification authorities"

    state: Annotated[Path, Folder()] = Field(
        Path("var"), description="the folder where a process may keep files of its own"
    )
    trust: Annotated[Path | None, Folder()] = Field(
        None, description="the folder with the CA certificates; without it `trust` under the state"
    )
    staging: Annotated[str, Choice("no", "yes")] = Field(
        "no",
        description="`yes`: a staging system, which also trusts test authorities that `trust add`"
        " was given, marks everything, and needs a database of its own (PostgreSQL)",
    )


class Revocation(Group):
    title = "Revocation"

    list_urls: Annotated[tuple[str, ...], HTTPAddresses()] = Field(
        (),
        description="addresses of revocation lists, separated by spaces; without them and without"
        " responders every card is refused",
    )
    list_grace_hours: Annotated[int, Number(1, 168, unit="hours")] = Field(
        rules.LIST_GRACE // rules.HOUR,
        description="how many hours an overdue list is still accepted",
    )
    crl_same_hosts: Annotated[tuple[str, ...], HostGroups()] = Field(
        tuple("=".join(sorted(group)) for group in MOICA_HOSTS),
        description="hosts of distribution points that count as one: a list covers cards that name"
        " another host of its group with the same path",
    )
    revocation_order: Annotated[
        tuple[Source, ...], Choices(*Source, expected="list or ocsp, or both, each once")
    ] = Field(
        tuple(Source),
        description="the sources that are queried about a card, in this order: `list`, `ocsp` or"
        " both; a card about which none has an answer is refused",
    )
    ocsp_urls: Annotated[Mapping[str, tuple[str, ...]], Responders()] = Field(
        {},
        description="OCSP responders, tried in turn, each after the generation or the key"
        " identifier of its issuer: `G3=http://… G2=http://…`; without them only lists are used",
    )
    ocsp_for: Annotated[str, Choice("high", "none")] = Field(
        "high",
        description="`high`: binding a card and opening an account query the responder first;"
        " `none`: they do not",
    )
    ocsp_nonce: Annotated[NonceRule, Choice(*NonceRule)] = Field(
        NonceRule.OPTIONAL,
        description="whether an answer must have our nonce, which is always asked for: `required`,"
        " or `optional`, where one without it must be younger than an hour and is recorded",
    )
    ocsp_responders: Annotated[frozenset[ResponderPin], ResponderPins()] = Field(
        frozenset(),
        description="responders that are trusted for the cards of one issuer although its key did"
        " not authorise them: the issuer's key identifier, `=` and the SHA-256 of the responder's"
        " certificate, separated by spaces; one on a revocation list is refused nevertheless",
    )
    authority_list_urls: Annotated[tuple[str, ...], HTTPAddresses()] = Field(
        (),
        description="addresses of the roots' lists of revoked CAs (CARL), separated by spaces;"
        " without them a revoked CA is not noticed",
    )
    authority_list_required: Annotated[str, Choice("no", "yes")] = Field(
        "no", description="`yes`: cards are refused while such a list is missing or overdue"
    )

    @field_validator("authority_list_required")
    @classmethod
    def _names_the_lists(cls, required: str, info: ValidationInfo) -> str:
        if required == "yes" and info.data.get("authority_list_urls") == ():
            raise misfit(expected=f"{PREFIX}AUTHORITY_LIST_URLS beside it", given=required)
        return required


class Members(Group):
    title = "Members of accounts"

    dormant_days: Annotated[int, Number(30, 3650, unit="days")] = Field(
        rules.DORMANT_LIFE.days,
        description="how many days a member without a usable card may still renew; then the"
        " membership ends",
    )


class Registry(Group):
    title = "Registry and review"

    registry_url: Annotated[str | None, HTTPAddress()] = Field(
        None,
        description="the registry's HTTP address; without it the imported file is used",
    )
    registry_token: Annotated[str | None, Text(longest=4096), Secret()] = Field(
        None, description="the token for it", repr=False
    )
    registry_release: Annotated[str, Choice("heed", "ignore")] = Field(
        "heed",
        description="whether a facility of EMS_S_01 that is not under control for toxic chemicals,"
        " or was released from it, counts as not on file (`heed`), or as any other (`ignore`)",
    )
    unknown_company: Annotated[str, Choice("reject", "person")] = Field(
        "reject",
        description="what happens to an application with an unknown control number: `reject`, or a"
        " `person` decides",
    )


class Partners(Group):
    title = "Partner systems"

    openid_networks: Annotated[tuple[IPv4Network | IPv6Network, ...], Networks()] = Field(
        (),
        description="IP addresses and networks, separated by spaces, that are not public and where"
        " partner systems may be told of a logout all the same",
    )


class Environment(Operation, Partners, Members, Registry, Revocation, Trust, Mail, Storage, Portal):
    """All settings of a process of production or of staging."""

    @field_validator("staging")
    @classmethod
    def _has_a_server(cls, staging: str, info: ValidationInfo) -> str:
        # A file may be one of a demo, whose mark is younger than the file.
        if staging == "yes" and str(info.data.get("database_url", "")).startswith("sqlite:"):
            raise misfit(expected=f"{PREFIX}DATABASE_URL=postgres://… beside it", given=staging)
        return staging
