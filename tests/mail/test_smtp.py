"""Tests of SMTP: delivery, permanent and temporary failures, TLS."""

import asyncio
import ssl
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from models.outside.smtp import (
    MailboxTransport,
    MailDeferred,
    MailMisconfigured,
    MailRefused,
    Security,
    SMTPTransport,
    Undelivered,
)
from tests.support.servers.smtp_server import (
    DROP,
    HOST,
    PASSWORD,
    STALL,
    TLS,
    USERNAME,
    Postmaster,
    Script,
    mail_server,
    rude_server,
    throw_away_tls,
)


def a_mail(
    *, to: str = "alice@example.com", message_id: str = "<a1@gps.example.org>"
) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "毒關化物車輛GPS客服 <toxicgps@moenv.gov.tw>"
    mail["To"] = to
    mail["Subject"] = "帳號申請認證"
    mail["Date"] = datetime(2026, 3, 2, tzinfo=UTC)
    mail["Message-ID"] = message_id
    mail.set_content("請點選下列連結\n.\n開通帳號權限\n", cte="base64")
    return mail


def a_transport(
    port: int,
    *,
    security: Security = Security.NONE,
    context: ssl.SSLContext | None = None,
    password: str | None = None,
    timeout: float = 10,
    deadline: float = 20,
    max_bytes: int = 100_000,
) -> SMTPTransport:
    return SMTPTransport(
        host=HOST,
        port=port,
        security=security,
        username=USERNAME if password else None,
        password=password,
        timeout=timeout,
        deadline=deadline,
        max_bytes=max_bytes,
        ssl_context=context,
    )


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> TLS:
    return throw_away_tls(tmp_path_factory.mktemp("tls"))


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


async def outcome_of(script: Script, *, patience: float = 10, deadline: float = 20) -> Undelivered:
    async with rude_server(script) as port:
        with pytest.raises(Undelivered) as failed:
            await a_transport(port, timeout=patience, deadline=deadline).send(a_mail())
    return failed.value


async def test_a_mail_arrives_whole() -> None:
    postmaster = Postmaster()

    async with mail_server(postmaster) as port:
        await a_transport(port).send(a_mail())

    (envelope,), (mail,) = postmaster.mails, postmaster.received
    assert (envelope.mail_from, envelope.rcpt_tos) == (
        "toxicgps@moenv.gov.tw",
        ["alice@example.com"],
    )
    assert mail["Message-ID"] == "<a1@gps.example.org>"
    assert mail.get_payload(decode=True) == "請點選下列連結\n.\n開通帳號權限\n".encode()


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
async def test_a_mail_goes_over_tls_with_a_login(security: Security, tls: TLS) -> None:
    postmaster = Postmaster()

    async with mail_server(
        postmaster, security=security, context=tls.server, login="required"
    ) as port:
        await a_transport(port, security=security, context=tls.client, password=PASSWORD).send(
            a_mail()
        )

    assert len(postmaster.mails) == 1


async def test_a_recipient_refused_for_good_is_given_up() -> None:
    async with mail_server(Postmaster(rcpt="550 5.1.1 no such user")) as port:
        with pytest.raises(MailRefused) as refused:
            await a_transport(port).send(a_mail())

    assert refused.value.code == 550
    assert "no such user" in str(refused.value)


async def test_a_recipient_refused_for_now_is_tried_again() -> None:
    async with mail_server(Postmaster(rcpt="451 4.7.1 greylisted")) as port:
        with pytest.raises(MailDeferred) as deferred:
            await a_transport(port).send(a_mail())

    assert deferred.value.code == 451


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        ("452 4.3.1 no space", MailDeferred),
        ("552 5.3.4 too big", MailRefused),
        ("554 5.7.1 looks like spam", MailRefused),
    ],
)
async def test_what_the_server_says_after_data_counts(
    reply: str, outcome: type[Undelivered]
) -> None:
    async with mail_server(Postmaster(data=reply)) as port:
        with pytest.raises(outcome):
            await a_transport(port).send(a_mail())


@pytest.mark.parametrize("verb", ["GREETING", "EHLO", "MAIL", "RCPT", "DATA", "BODY"])
async def test_a_dropped_line_is_tried_again(verb: str) -> None:
    assert type(await outcome_of(Script({verb: DROP}))) is MailDeferred


@pytest.mark.parametrize("verb", ["GREETING", "EHLO", "MAIL", "RCPT", "DATA", "BODY"])
async def test_a_reply_that_does_not_come_is_tried_again(verb: str) -> None:
    async with asyncio.timeout(5):
        failed = await outcome_of(Script({verb: STALL}), patience=0.2, deadline=60)

    assert type(failed) is MailDeferred


@pytest.mark.parametrize("verb", ["GREETING", "BODY"])
async def test_the_whole_exchange_has_a_deadline(verb: str) -> None:
    async with asyncio.timeout(5):
        failed = await outcome_of(Script({verb: STALL}), patience=60, deadline=0.2)

    assert type(failed) is MailDeferred


@pytest.mark.parametrize("reply", ["hello", "2x0 hello", "999 hello", "250-" + "x" * 40_000])
async def test_nonsense_is_tried_again(reply: str) -> None:
    assert type(await outcome_of(Script({"GREETING": reply}))) is MailDeferred


@pytest.mark.parametrize(
    ("verb", "reply", "outcome"),
    [
        ("GREETING", "421 busy", MailDeferred),
        ("GREETING", "554 not for you", MailMisconfigured),
        ("EHLO", "421 closing", MailDeferred),
        ("MAIL", "421 closing", MailDeferred),
        ("MAIL", "451 try later", MailDeferred),
        ("MAIL", "530 5.7.0 must issue STARTTLS", MailMisconfigured),
        ("MAIL", "550 sender not allowed", MailMisconfigured),
        ("MAIL", "552 too big", MailRefused),
        ("RCPT", "530 5.7.0 authentication required", MailMisconfigured),
        ("RCPT", "421 closing", MailDeferred),
        ("DATA", "451 try later", MailDeferred),
        ("DATA", "554 no valid recipients", MailRefused),
    ],
)
async def test_each_reply_has_its_outcome(
    verb: str, reply: str, outcome: type[Undelivered]
) -> None:
    failed = await outcome_of(Script({verb: reply}))

    assert type(failed) is outcome
    assert failed.code == int(reply[:3])


async def test_a_refusal_counts_even_if_the_server_falls_silent_after_it() -> None:
    script = Script({"RCPT": "550 no such user", "RSET": STALL, "QUIT": STALL})

    assert type(await outcome_of(script, patience=0.3)) is MailRefused


@pytest.mark.parametrize("reply", [STALL, DROP, "500 what?", "421 closing"])
async def test_a_mail_that_was_taken_is_taken_whatever_comes_after(reply: str) -> None:
    script = Script({"QUIT": reply})

    async with rude_server(script) as port:
        transport = a_transport(port, timeout=0.3)
        await transport.send(a_mail())
        await transport.close()

    assert script.verbs == ["EHLO", "MAIL", "RCPT", "DATA", "QUIT"]


@pytest.mark.parametrize(
    ("host", "port"), [("a" * 64 + ".example", 25), ("a..example", 25), (HOST, 65_536), (HOST, -1)]
)
async def test_an_address_that_is_none_calls_the_operator(host: str, port: int) -> None:
    transport = SMTPTransport(host=host, port=port, security=Security.NONE)

    with pytest.raises(MailMisconfigured):
        await transport.send(a_mail())


async def test_a_refused_connection_is_retried() -> None:
    async with rude_server(Script()) as port:
        pass

    with pytest.raises(MailDeferred):
        await a_transport(port).send(a_mail())


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
async def test_a_server_with_an_untrusted_certificate_gets_no_mail(
    security: Security, tls: TLS
) -> None:
    postmaster = Postmaster()

    async with mail_server(postmaster, security=security, context=tls.server) as port:
        with pytest.raises(MailMisconfigured):
            await a_transport(port, security=security).send(a_mail())

    assert not postmaster.mails


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
async def test_a_server_with_another_ones_name_gets_no_mail(
    security: Security, tmp_path: Path
) -> None:
    other = throw_away_tls(tmp_path, address="192.0.2.1")
    postmaster = Postmaster()

    async with mail_server(postmaster, security=security, context=other.server) as port:
        with pytest.raises(MailMisconfigured):
            await a_transport(port, security=security, context=other.client).send(a_mail())

    assert not postmaster.mails


async def test_without_starttls_neither_mail_nor_password_goes() -> None:
    script = Script({"EHLO": "250-hello\r\n250 AUTH PLAIN"})

    async with rude_server(script) as port:
        with pytest.raises(MailMisconfigured):
            await a_transport(port, security=Security.STARTTLS, password=PASSWORD).send(a_mail())

    assert script.verbs == ["EHLO"]


async def test_a_server_without_tls_where_tls_is_set_is_misconfigured(tls: TLS) -> None:
    async with rude_server(Script()) as port:
        with pytest.raises(MailMisconfigured):
            await a_transport(port, security=Security.TLS, context=tls.client).send(a_mail())


@pytest.mark.parametrize(
    ("starttls", "outcome"),
    [
        ("454 not now", MailDeferred),
        ("502 not at all", MailMisconfigured),
        (DROP, MailDeferred),
        ("220 go ahead", MailDeferred),
    ],
)
async def test_a_handshake_that_fails_has_its_outcome(
    starttls: str, outcome: type[Undelivered], tls: TLS
) -> None:
    script = Script({"EHLO": "250-hello\r\n250 STARTTLS", "STARTTLS": starttls})

    async with rude_server(script) as port:
        with pytest.raises(outcome):
            await a_transport(
                port, security=Security.STARTTLS, context=tls.client, timeout=0.5
            ).send(a_mail())

    assert "MAIL" not in script.verbs


async def test_a_wrong_password_calls_the_operator(tls: TLS) -> None:
    async with mail_server(
        Postmaster(), security=Security.STARTTLS, context=tls.server, login="required"
    ) as port:
        with pytest.raises(MailMisconfigured) as failed:
            await a_transport(
                port, security=Security.STARTTLS, context=tls.client, password="wrong"
            ).send(a_mail())

    assert failed.value.code == 535
    assert "wrong" not in str(failed.value)


async def test_a_login_that_was_forgotten_calls_the_operator(tls: TLS) -> None:
    async with mail_server(
        Postmaster(), security=Security.STARTTLS, context=tls.server, login="required"
    ) as port:
        with pytest.raises(MailMisconfigured) as failed:
            await a_transport(port, security=Security.STARTTLS, context=tls.client).send(a_mail())

    assert failed.value.code == 530


async def test_a_mail_over_the_cap_is_refused_before_anybody_is_called() -> None:
    script = Script()

    async with rude_server(script) as port:
        with pytest.raises(MailRefused, match="allowed"):
            await a_transport(port, max_bytes=100).send(a_mail())

    assert script.verbs == []


async def test_a_reply_is_cleaned_before_it_is_kept() -> None:
    failed = await outcome_of(Script({"RCPT": "550 no\x1b[31m\x00" + "x" * 5_000}))

    assert str(failed).isprintable()
    assert len(str(failed)) < 400


@pytest.mark.parametrize("to", ["alice@example.com, dan@example.com", "愛麗絲@example.com"])
async def test_a_mail_has_one_recipient(to: str) -> None:
    with pytest.raises(ValueError, match="exactly one"):
        await a_transport(1).send(a_mail(to=to))


def test_a_password_needs_tls() -> None:
    with pytest.raises(ValueError, match="STARTTLS or TLS"):
        a_transport(25, password=PASSWORD)


def test_a_password_is_not_shown() -> None:
    assert PASSWORD not in repr(a_transport(25, security=Security.TLS, password=PASSWORD))


async def test_a_mail_in_the_folder_is_as_it_would_be_sent(tmp_path: Path) -> None:
    folder = tmp_path / "var" / "mail"

    await MailboxTransport(directory=folder).send(a_mail())

    assert names(folder) == ["a1.eml"]
    assert b"Message-ID: <a1@gps.example.org>\r\n" in (folder / "a1.eml").read_bytes()


async def test_a_mail_sent_again_replaces_itself(tmp_path: Path) -> None:
    transport = MailboxTransport(directory=tmp_path)

    await transport.send(a_mail())
    await transport.send(a_mail(to="bruno@example.com"))
    await transport.send(a_mail(message_id="<a2@gps.example.org>"))

    assert names(tmp_path) == ["a1.eml", "a2.eml"]
    assert b"bruno@example.com" in (tmp_path / "a1.eml").read_bytes()


@pytest.mark.parametrize(
    "message_id", ["<../../etc/x@b.org>", "<.hidden@b.org>", "<a/b@c.org>", "x"]
)
async def test_no_message_id_leads_out_of_the_folder(tmp_path: Path, message_id: str) -> None:
    with pytest.raises(ValueError, match="names no file"):
        await MailboxTransport(directory=tmp_path / "mail").send(a_mail(message_id=message_id))

    assert names(tmp_path) == []
