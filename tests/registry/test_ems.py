"""Tests of the EMS client: timeouts, malformed answers, answers about another company."""

import orjson
import pytest

from models.company.company import CompanyField, CompanyOnFile
from models.core.errors import CouldNotFindOut
from models.outside.ems import HTTPRegistry, RegistryAnswerUnusable, RegistryUnreachable
from models.outside.fetch import Bounds
from tests.support.servers.registry import (
    HOST,
    Answering,
    answer,
    drip,
    entry,
    flood,
    found,
    raw,
    registry,
    reset,
    stall,
)

CONTROL_NUMBER = "A1234567"
ENTRY = entry()
BOUNDS = Bounds(seconds=0.5, max_bytes=60_000)
SMALL_JSON = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"


async def looked_up(answering: Answering) -> tuple[CompanyOnFile, ...]:
    async with registry(answering) as running:
        port = HTTPRegistry(base_url=running.base_url, bounds=BOUNDS)
        return await port.look_up(control_number=CONTROL_NUMBER)


async def test_a_company_on_file_is_found() -> None:
    (company,) = await looked_up(found(ENTRY))

    assert company.control_number == CONTROL_NUMBER
    assert company.company_name == ENTRY["companyName"]
    assert company.business_email == ENTRY["businessEmail"]
    assert company.contact_email is None


async def test_every_fact_is_read_from_its_own_name() -> None:
    names = [name for name in ENTRY if name != "controlNumber"]

    (company,) = await looked_up(found(entry(**{name: name for name in names})))

    read = [company.fact(field) for field in CompanyField if field != CompanyField.CONTROL_NUMBER]
    assert read == names


async def test_all_entries_of_a_control_number_are_given() -> None:
    companies = await looked_up(found(entry(companyName="甲"), entry(companyName="乙")))

    assert [company.company_name for company in companies] == ["甲", "乙"]


@pytest.mark.parametrize(
    "answering",
    [found(), answer(b'{"error": "NOT_FOUND"}', status="404 Not Found")],
    ids=["no entries", "404"],
)
async def test_no_such_company_is_an_answer(answering: Answering) -> None:
    assert await looked_up(answering) == ()


async def test_facts_are_trimmed_and_normalised_and_nothing_is_not_on_file() -> None:
    (company,) = await looked_up(
        found(entry(companyName="\u3000Cafe\u0301 化工 ", contactName="  "))
    )

    assert company.company_name == "Café 化工"
    assert company.contact_name is None


async def test_the_question_names_the_company_and_carries_the_token() -> None:
    async with registry(found()) as running:
        port = HTTPRegistry(base_url=running.base_url + "/", token="s3cret", bounds=BOUNDS)
        await port.look_up(control_number=CONTROL_NUMBER)

    (request,) = running.requests
    assert request.startswith("GET /ems/table-c/A1234567 HTTP/1.1\r\n")
    assert "authorization: bearer s3cret\r\n" in request.lower()
    assert "s3cret" not in repr(port)


async def test_no_token_is_sent_where_none_is_set() -> None:
    async with registry(found()) as running:
        await HTTPRegistry(base_url=running.base_url).look_up(control_number=CONTROL_NUMBER)

    assert "authorization" not in running.requests[0].lower()


@pytest.mark.parametrize(
    "answering",
    [
        stall,
        drip(b" "),
        drip(b"HTTP/1.1 200 OK\r\nX: y\r\n"),
        drip(SMALL_JSON),
        reset,
        raw(b""),
        raw(b"not HTTP at all\r\n\r\n"),
        answer(b"", status="500 Internal Server Error"),
        answer(b"", status="503 Service Unavailable"),
        answer(b"", status="429 Too Many Requests"),
    ],
)
async def test_a_registry_that_does_not_answer_is_unreachable(answering: Answering) -> None:
    with pytest.raises(RegistryUnreachable):
        await looked_up(answering)


async def test_a_registry_that_is_down_is_unreachable() -> None:
    async with registry(found()) as running:
        pass

    with pytest.raises(RegistryUnreachable):
        await HTTPRegistry(base_url=running.base_url).look_up(control_number=CONTROL_NUMBER)


def without(name: str) -> dict[str, object]:
    return {each: value for each, value in ENTRY.items() if each != name}


@pytest.mark.parametrize(
    "answering",
    [
        found(ENTRY, control_number="B7654321"),
        found(ENTRY, control_number=None),
        found(entry(controlNumber="B7654321")),
        found(ENTRY, entry(controlNumber="B7654321")),
        found(without("controlNumber")),
        found(without("companyName")),
        found(entry(companyName=7)),
        found(entry(companyName=["甲"])),
        found(entry(companyName={"zh": "甲"})),
        found(entry(companyName=True)),
        found(entry(companyName="甲\x00乙")),
        found(entry(companyName="甲\n乙")),
        found(entry(companyName="甲" * 301)),
        found("A1234567"),
        found(None),
        found(*[ENTRY] * 101),
        answer(orjson.dumps({"controlNumber": CONTROL_NUMBER, "entries": {}})),
        answer(orjson.dumps({"controlNumber": CONTROL_NUMBER})),
        answer(orjson.dumps([ENTRY])),
        answer(b"null"),
        answer(b""),
        answer(b'{"controlNumber": "A1234567", "entries": ['),
        answer(b"[" * 10_000),
        answer(b'{"entries": [], "controlNumber": "\xff"}'),
        answer(b"<html>maintenance</html>", media_type="text/html"),
        answer(b'{"controlNumber": "A1234567", "entries": []}', media_type="text/html"),
        answer(b"<html>not here</html>", status="404 Not Found", media_type="text/html"),
        answer(b"{}", status="404 Not Found"),
        answer(b'{"error": "NO_SUCH_PATH"}', status="404 Not Found"),
        answer(b"", status="302 Found", headers=("Location: http://127.0.0.1:1/",)),
        answer(b"", status="401 Unauthorized"),
        answer(b"", status="204 No Content"),
        answer(b" " * 60_001),
        answer(b"{}", headers=("Content-Encoding: gzip",)),
        flood,
    ],
)
async def test_an_answer_out_of_form_is_unusable(answering: Answering) -> None:
    with pytest.raises(RegistryAnswerUnusable):
        await looked_up(answering)


def test_neither_error_is_an_answer() -> None:
    assert issubclass(RegistryUnreachable, CouldNotFindOut)
    assert issubclass(RegistryAnswerUnusable, CouldNotFindOut)


async def test_more_facts_than_we_know_are_no_harm() -> None:
    (company,) = await looked_up(found(entry(telephone="02-0000-0000")))

    assert company.control_number == CONTROL_NUMBER


@pytest.mark.parametrize(
    "control_number", ["", "a1234567", "A123456", "A1234567/../x", "A12345 7", "Ａ1234567"]
)
async def test_only_a_control_number_goes_into_the_address(control_number: str) -> None:
    async with registry(found()) as running:
        with pytest.raises(ValueError, match="control number"):
            await HTTPRegistry(base_url=running.base_url).look_up(control_number=control_number)

    assert running.requests == []


@pytest.mark.parametrize(
    "base_url",
    ["", "ems", "file:///etc/passwd", "ftp://ems.example.org", "http://", "http://a/?b="],
)
def test_the_registrys_address_is_one_to_build_on(base_url: str) -> None:
    with pytest.raises(ValueError, match="address"):
        HTTPRegistry(base_url=base_url)


@pytest.mark.parametrize("port", ["x", "99999999", "-1"])
async def test_a_mistyped_port_leaves_the_question_open(port: str) -> None:
    with pytest.raises(CouldNotFindOut):
        await HTTPRegistry(base_url=f"http://{HOST}:{port}").look_up(control_number=CONTROL_NUMBER)


async def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://{HOST}:1")

    assert await looked_up(found()) == ()


def test_a_registry_is_waited_for_by_seconds() -> None:
    """An applicant and a worker wait for it; an hour later there is another try."""
    assert HTTPRegistry(base_url="https://registry.example").bounds.seconds <= 5
