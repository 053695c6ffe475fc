"""``make siege``: strangers send what costs most, while somebody applies, binds and watches.

Each attack comes from one address and from fifty, by a process of its own, against a running node.
It fails where a step of the honest person takes longer than a second, or where memory does not
return to a fifth above what it was.
"""

import asyncio
import multiprocessing
import re
import sys
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.context import SpawnProcess
from pathlib import Path
from time import perf_counter

import httpx
from rich.console import Console
from rich.table import Table

from tests.bench.bench_live import company_on_file
from tests.conftest import POSTGRES
from tests.support.people.applicant import Applicant
from tests.support.people.people import form
from tests.support.servers.process import Demo
from tests.support.templates import digest, on_postgres

SECONDS = 10.0
SLOWEST_SECONDS = 1.0
PAUSE_SECONDS = 0.3
MORE_MEMORY = 1.2
ADDRESSES = (1, 50)
AT_ONCE = 40
# After an attack, what is left unread is cut off, and idle connections are closed.
REST_SECONDS = 12.0

_SCRIPT = re.compile(r"/assets/[\w.-]+\.js")
_INTERFACES = "interfaces { possibleTypes { name kind description } }"


def _numbered(text: str, number: int) -> str:
    """Make a text that nobody has sent before."""
    return f"query N{number} {text}"


_BIND = "mutation($i: BindCertificateInput!) { bindCertificate(input: $i) { __typename } }"


def _bound(**given: object) -> Mapping[str, object]:
    """Return the input of `bindCertificate` for an application that does not exist."""
    return {
        "applicationId": "QXBwbGljYXRpb246MDAwMDAwMDAtMDAwMC0wMDAwLTAwMDAtMDAwMDAwMDAwMDAw",
        "version": "1",
        "controlNumber": "A0000006",
        "challengeId": "00000000-0000-0000-0000-000000000000",
        "signature": "AAAA",
        "phone": "0912345678",
        "email": "a@b.example",
        **given,
    }


def _deep(levels: int) -> object:
    value: object = "a"
    for _ in range(levels):
        value = {"a": value}
    return value


# By name, the document that is sent; each is new where it begins with a name of its own.
DOCUMENTS: Mapping[str, Callable[[int], Mapping[str, object]]] = {
    "introspection multiplied": lambda number: {
        "query": "{ __schema { types { "
        + " ".join(f"a{n}: {_INTERFACES}" for n in range(14))
        + " } } }"
    },
    "the whole introspection": lambda number: {
        "query": "{ __schema { types { name description fields { name description "
        "args { name description } } possibleTypes { name } } } }"
    },
    "one field 370 times": lambda number: {
        "query": _numbered("{ service { " + "name " * 370 + "} }", number)
    },
    "fragments against each other": lambda number: {
        "query": _numbered(
            "{ service { " + " ".join(f"...F{n}" for n in range(140)) + " } } ", number
        )
        + " ".join(f"fragment F{n} on Service {{ name }}" for n in range(140))
    },
    "a new text": lambda number: {
        "query": _numbered(
            "{ service { "
            + " ".join(f"name @skip(if: {'false'})" for _ in range(45))
            + " } "
            + "postalDistricts { code } " * 7
            + " }",
            number,
        )
    },
    "ten lists without a page": lambda number: {
        "query": "{ " + "postalDistricts { code name county } " * 10 + "}"
    },
    "four lists without a page": lambda number: {
        "query": "{ " + "postalDistricts { code name county } " * 4 + "}"
    },
    "marks as a telephone number": lambda number: {
        "query": _BIND,
        "variables": {"i": _bound(phone="0" + "\u0301\u0323" * 14_000)},
    },
    "next to nothing, often": lambda number: {"query": "{ __typename }"},
    # What follows is no row of the table, but of the same kinds.
    "challenges without end": lambda number: {
        "query": "mutation { requestChallenge(input: { purpose: SIGN_IN }) { __typename } }"
    },
    "drafts without end": lambda number: {
        "query": "mutation($i: ApplyInput!) { apply(input: $i) { __typename } }",
        "variables": {"i": form(company_on_file())},
    },
    "a signature of 40 KB": lambda number: {
        "query": _BIND,
        "variables": {"i": _bound(signature="MIIC" + "A" * 40_000)},
    },
    "variables a thousand deep": lambda number: {
        "query": _BIND,
        "variables": {"i": _deep(1_000)},
    },
    "variables of 9,000 numbers": lambda number: {
        "query": "query($n: [Int!]) { __typename }",
        "variables": {"n": list(range(9_000))},
    },
    "a new text of comments and blocks": lambda number: {
        "query": _numbered('{ service(a: """' + "\\u00e9\n" * 900 + '""") { name } }', number)
        + "#é\n" * 45
    },
    "a new text of aliases of everything": lambda number: {
        "query": _numbered(
            "{ service { " + " ".join(f"a{n}: version" for n in range(15)) + " } "
            "viewer { __typename } postalDistricts { code } }",
            number,
        )
    },
}


def _address(number: int) -> str:
    return f"127.0.{number // 250}.{number % 250 + 2}"


async def _post(port: int, addresses: int, body: Callable[[int], Mapping[str, object]]) -> None:
    """Send a document again and again, so many at once."""

    async def one(number: int) -> None:
        transport = httpx.AsyncHTTPTransport(local_address=_address(number % addresses))
        base = f"http://127.0.0.1:{port}"
        async with httpx.AsyncClient(transport=transport, base_url=base, timeout=60) as client:
            sent = number
            while True:
                sent += AT_ONCE
                with suppress(httpx.HTTPError):
                    await client.post("/graphql", json=body(sent))

    await asyncio.gather(*(one(number) for number in range(AT_ONCE)))


async def _open(port: int, number: int, addresses: int) -> asyncio.StreamWriter:
    local = (_address(number % addresses), 0)
    _, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=local)
    return writer


async def _unread(port: int, addresses: int) -> None:
    """Ask for large answers and read none."""
    query = b'{"query": "{ postalDistricts { code name county } a: postalDistricts { code } }"}'
    head = b"POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n"
    whole = head + b"content-length: %d\r\n\r\n" % len(query) + query
    await _raw(port, addresses, whole * 3)


async def _half(port: int, addresses: int) -> None:
    """Send half a request on many connections."""
    await _raw(port, addresses, b"GET / HTTP/1.1\r\nhost: a\r\nx-half: ")


async def _endless_head(port: int, addresses: int) -> None:
    await _raw(port, addresses, b"GET / HTTP/1.1\r\nx-long: " + b"a" * 1_000_000)


async def _trickle(port: int, addresses: int) -> None:
    """Send a body by a byte a second."""
    head = b"POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n"
    await _raw(port, addresses, head + b"content-length: 4000\r\n\r\n{", drip=b" ")


async def _pipelined(port: int, addresses: int) -> None:
    """Send a thousand requests on a connection without reading an answer."""
    await _raw(port, addresses, b"GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n" * 1_000)


async def _pages(port: int, addresses: int) -> None:
    """Ask for the portal's page again and again, and read nothing."""
    await _raw(port, addresses, b"GET /apply HTTP/1.1\r\nhost: a\r\n\r\n" * 9)


async def _scripts(port: int, addresses: int) -> None:
    """Ask for the portal's scripts again and again, to be compressed, and read nothing."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        scripts = _SCRIPT.findall((await client.get("/apply")).text)
    asked = "".join(
        f"GET {script} HTTP/1.1\r\nhost: a\r\naccept-encoding: gzip\r\n\r\n" for script in scripts
    )
    await _raw(port, addresses, asked.encode() * 9)


async def _raw(port: int, addresses: int, sent: bytes, *, drip: bytes = b"") -> None:
    """Open three hundred connections that send this and read nothing; those cut off come again."""

    async def one(number: int) -> None:
        while True:
            with suppress(OSError):
                writer = await _open(port, number, addresses)
                writer.write(sent)
                with suppress(OSError):
                    async with asyncio.timeout(30):
                        while drip:
                            writer.write(drip)
                            await writer.drain()
                            await asyncio.sleep(1)
                        await writer.drain()
                        await writer.wait_closed()
                writer.close()
            await asyncio.sleep(0.2)

    await asyncio.gather(*(one(number) for number in range(300)))


async def _streams(port: int, addresses: int) -> None:
    """Open as many streams as there are, of the same and of other sessions."""
    body = {
        "query": 'subscription { applicationStatus(id: "QXBwbGljYXRpb246eA==") { __typename } }'
    }

    async def one(number: int) -> None:
        transport = httpx.AsyncHTTPTransport(local_address=_address(number % addresses))
        base = f"http://127.0.0.1:{port}"
        async with httpx.AsyncClient(transport=transport, base_url=base, timeout=60) as client:
            while True:
                with suppress(httpx.HTTPError):
                    headers = {"accept": "text/event-stream"}
                    async with client.stream(
                        "POST", "/graphql", json=body, headers=headers
                    ) as answer:
                        async for _ in answer.aiter_raw():
                            pass
                await asyncio.sleep(0.2)

    await asyncio.gather(*(one(number) for number in range(300)))


CONNECTIONS: Mapping[str, Callable[[int, int], Awaitable[None]]] = {
    "answers that nobody reads": _unread,
    "half-sent requests": _half,
    "endless heads": _endless_head,
    "streams": _streams,
    "bodies by a byte a second": _trickle,
    "a thousand requests in one go": _pipelined,
    "pages that nobody reads": _pages,
    "scripts that nobody reads": _scripts,
}
ATTACKS = (*DOCUMENTS, *CONNECTIONS)


def attack(name: str, port: int, addresses: int) -> None:
    """Attack until the process is ended."""

    async def run() -> None:
        if name in DOCUMENTS:
            await _post(port, addresses, DOCUMENTS[name])
        else:
            await CONNECTIONS[name](port, addresses)

    asyncio.run(run())


@dataclass
class Honest:
    """Somebody who applies again and again; records how long her steps take."""

    demo: Demo
    steps: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    applications: int = 0

    async def go_on(self, *, seconds: float) -> None:
        end = perf_counter() + seconds
        while perf_counter() < end:
            # Nobody applies so often: each time it is somebody else, from another address.
            self.applications += 1
            address = f"127.1.{self.applications // 250}.{self.applications % 250 + 2}"
            applicant = Applicant(self.demo, company_on_file(), address=address)
            try:
                await self._once(applicant)
            except (AssertionError, httpx.HTTPError, TimeoutError) as failure:
                self.failures.append(f"{type(failure).__name__}: {failure}"[-200:])
            await asyncio.sleep(PAUSE_SECONDS)

    async def _once(self, applicant: Applicant) -> None:
        await self._timed(applicant.apply())
        await self._timed(applicant.challenge())
        await applicant.present_card()
        async with asyncio.timeout(30), applicant.watching() as stream:
            await self._timed(anext(stream))
            await self._timed(applicant.bind())
            async for frame in stream:
                if frame.status == "APPROVED":
                    break
        await self._timed(applicant.withdraw())

    async def _timed(self, step: Awaitable[object]) -> None:
        began = perf_counter()
        await step
        self.steps.append(perf_counter() - began)


@dataclass(frozen=True, kw_only=True)
class Result:
    """What one attack did."""

    name: str
    addresses: int
    slowest: float
    steps: int
    failures: list[str]
    memory: float

    @property
    def held(self) -> bool:
        fast = self.slowest <= SLOWEST_SECONDS and self.steps > 0
        return fast and not self.failures and self.memory <= MORE_MEMORY


async def besieged(honest: Honest, name: str, addresses: int) -> Result:
    demo = honest.demo
    before = demo.memory
    context = multiprocessing.get_context("spawn")
    attacker: SpawnProcess = context.Process(target=attack, args=(name, demo.port, addresses))
    attacker.start()
    honest.steps, honest.failures = [], []
    try:
        await asyncio.sleep(2)
        await honest.go_on(seconds=SECONDS)
    finally:
        attacker.kill()
        attacker.join()
    await asyncio.sleep(REST_SECONDS)
    return Result(
        name=name,
        addresses=addresses,
        slowest=max(honest.steps, default=0.0),
        steps=len(honest.steps),
        failures=honest.failures,
        memory=demo.memory / before,
    )


async def main(chosen: list[str]) -> bool:
    results = []
    with tempfile.TemporaryDirectory() as folder, on_postgres(POSTGRES, digest()) as database:
        state = Path(folder)
        demo = Demo(state, f"{POSTGRES}/{database}")
        await demo.start()
        try:
            honest = Honest(demo)
            await honest.go_on(seconds=SECONDS)
            alone = max(honest.steps, default=0.0)
            Console().print(f"Without an attack, the slowest step takes {alone:.2f} s")
            for name in chosen or ATTACKS:
                for addresses in ADDRESSES:
                    results.append(await besieged(honest, name, addresses))
                    _print(results[-1:])
        finally:
            demo.kill()
    _print(results)
    return all(result.held for result in results)


def _print(results: list[Result]) -> None:
    table = Table("attack", "addresses", "slowest step", "steps", "failed", "memory", "")
    for one in results:
        table.add_row(
            one.name,
            str(one.addresses),
            f"{one.slowest:.2f} s",
            str(one.steps),
            f"{len(one.failures)} {one.failures[0] if one.failures else ''}",
            f"{one.memory:.2f}",
            "held" if one.held else "FELL",
        )
    Console(width=160).print(table)


if __name__ == "__main__":
    sys.exit(0 if asyncio.run(main(sys.argv[1:])) else 1)
