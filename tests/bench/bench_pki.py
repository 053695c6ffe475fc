"""Benchmark of verifying a card's signature, and of loading a revocation list of MOICA's size."""

import asyncio
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from statistics import median
from time import perf_counter, process_time

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.ocsp import load_der_ocsp_response
from rich.console import Console
from rich.table import Table

from models.pki.cms.message import read as read_message
from models.pki.crl.status import RevocationList, read_list
from models.pki.ocsp.response import read_basic
from models.pki.ocsp.status import AnswerRules, judge_answer
from models.pki.path.holder import LEVEL_3
from models.revocation.list_packing import read_large_list
from tests.bench.measure import Measure
from tests.support.cards import AT, authority, citizen, crl, issuer, lists, proof, signed
from tests.support.pki.answers import answered_by, appointed, question
from tests.support.pki.crafted import REASON, crafted, entry, extension, key_of, number
from tests.support.pki.others.readers import (
    answer_whole,
    by_asn1crypto,
    by_declaration,
    list_whole,
)
from tests.support.pki.others.second_opinion import second_opinion
from web.demo.hierarchy import ROOTS

ENTRIES = 412_404
LOOKUPS = 200_000
TICK = 0.001
GOAL_VERIFICATIONS, GOAL_HOLD_MS, GOAL_QUIET_HOLD_MS, GOAL_LOOKUP_US = 8, 20, 5, 1
_CHANCE = random.Random(1)  # noqa: S311  # Repeatable data; nothing secret.


def milliseconds(work: Callable[[], object], *, runs: int, rounds: int = 15) -> float:
    """Return the CPU time of one call: the best of some rounds, since the machine may be busy."""
    work()
    taken = []
    for _ in range(rounds):
        begin = process_time()
        for _ in range(runs):
            work()
        taken.append((process_time() - begin) / runs * 1000)
    return min(taken)


def bare() -> float:
    """Time OpenSSL's verification of an RSA-2048 signature, the least that any check takes."""
    certificate = x509.load_der_x509_certificate(citizen().signature_certificate)
    key, above = certificate.public_key(), issuer().public_key
    assert isinstance(key, rsa.RSAPublicKey)
    assert isinstance(above, rsa.RSAPublicKey)
    signature, said = certificate.signature, certificate.tbs_certificate_bytes
    pkcs1, sha256 = padding.PKCS1v15(), hashes.SHA256()
    return milliseconds(lambda: above.verify(signature, said, pkcs1, sha256), runs=1000)


def check_table() -> Table:
    """Time the whole check, beside bare verifications and another validator's chain."""
    message, known = signed(citizen()), lists()
    once = bare()
    whole = milliseconds(lambda: proof(message, known=known), runs=500)
    cas = authority().authorities
    theirs = milliseconds(
        lambda: second_opinion(
            citizen().signature_certificate,
            anchors=[one.der for name, one in cas.items() if name in ROOTS],
            others=[one.der for name, one in cas.items() if name not in ROOTS],
            lists=[crl()],
            policy=LEVEL_3,
        ),
        runs=20,
    )
    table = Table(
        "",
        "ms",
        "bare verifications",
        title=f"one card's signature (goal: under {GOAL_VERIFICATIONS} bare verifications)",
    )
    for name, took in (
        ("bare OpenSSL verification, RSA-2048", once),
        ("the service's verdict: message, chain, profile, list", whole),
        ("pyhanko-certvalidator: chain and list alone", theirs),
    ):
        table.add_row(name, f"{took:.3f}", f"{took / once:.1f}")
    return table


def readers_table() -> Table:
    """Time readers of a message and of an answer beside other libraries', nothing verified."""
    message, answered = signed(citizen()), answered_by(appointed())
    asked, rules = question(), AnswerRules()
    table = Table("", "µs", "of ours", title="readers, nothing verified but in the last row")
    ours: float = 0
    for name, work in (
        ("message: ours", lambda: read_message(message)),
        ("message: cryptography.hazmat.asn1", lambda: by_declaration(message)),
        ("message: asn1crypto", lambda: by_asn1crypto(message)),
        ("answer: ours, on cryptography's parser", lambda: read_basic(answered, question=asked)),
        ("answer: cryptography, parsed", lambda: load_der_ocsp_response(answered)),
        ("answer: cryptography, every property", lambda: answer_whole(answered)),
        (
            "answer: judged, two signatures verified",
            lambda: judge_answer(answered, question=asked, at=AT, rules=rules),
        ),
    ):
        took = milliseconds(work, runs=300) * 1000
        if "ours" in name:
            ours = took
        table.add_row(name, f"{took:.1f}", f"{took / ours:.1f}")
    return table


def large_list() -> bytes:
    """Sign a list as long as MOICA's second generation's, with entries as it writes them."""
    because = extension(REASON, b"\x0a\x01\x04")
    entries = [
        entry(_CHANCE.getrandbits(127) | 1 << 126, *((because,) if place % 2 else ()))
        for place in range(ENTRIES)
    ]
    return crafted(key_of(), number(), entries=entries)


class Ticker:
    """Ticks every millisecond on the event loop, and keeps the longest time between two ticks."""

    def __init__(self) -> None:
        self.longest = 0.0

    async def run(self) -> None:
        before = perf_counter()
        while True:
            await asyncio.sleep(TICK)
            now = perf_counter()
            self.longest = max(self.longest, now - before - TICK)
            before = now


async def held(work: Callable[[], object]) -> tuple[float, float]:
    """Return how long the event loop paused at most, and how long ``work`` took, in milliseconds.

    ``work`` runs in a thread beside the loop.
    """
    ticker = Ticker()
    ticking = asyncio.create_task(ticker.run())
    await asyncio.sleep(0.05)
    ticker.longest = 0.0
    begin = perf_counter()
    await asyncio.to_thread(work)
    took = perf_counter() - begin
    await asyncio.sleep(0.01)
    ticking.cancel()
    return ticker.longest * 1000, took * 1000


@contextmanager
def busy() -> Iterator[None]:
    """Keep every processor busy."""
    burn = [sys.executable, "-c", "while True: pass"]
    burning = [subprocess.Popen(burn) for _ in range(os.cpu_count() or 1)]
    try:
        yield
    finally:
        for process in burning:
            process.kill()
            process.wait()


def loads(work: Callable[[], object], *, runs: int = 5) -> tuple[list[float], list[float]]:
    """Return pauses and durations of some loads, each beside an event loop of its own."""
    found = [asyncio.run(held(work)) for _ in range(runs)]
    return [hold for hold, _ in found], [took for _, took in found]


def list_table() -> Table:
    """Time loading a large list, beside the event loop and alone, and looking numbers up."""
    whole = large_list()
    here = partial(read_list, whole, issuer=issuer())
    apart = partial(read_large_list, whole, issuer=issuer())
    theirs = partial(list_whole, whole, issuer=issuer().certificate)
    # Where others take the processors, the loop waits for a loader that waits for its turn.
    machine = f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"
    title = f"a list of {ENTRIES:,} entries; {machine}"
    table = Table("", "least", "median", "most", "goal", title=title)
    for name, surroundings in (("", nullcontext), (", all processors busy", busy)):
        with surroundings():
            ways = (
                *(("in a thread", here), ("in a process", apart)),
                ("by cryptography, in a thread", theirs),
            )
            for how, work in ways:
                goal = str(GOAL_HOLD_MS) if work is apart else ""
                holds, took = loads(work)
                table.add_row(f"load {how}{name}, ms", *spread(took), "")
                table.add_row("  longest hold of the event loop, ms", *spread(holds), goal)
            idle, _ = loads(lambda: time.sleep(0.5), runs=3)
            table.add_row(f"the same while nothing is loaded{name}, ms", *spread(idle), "")
    known = here()
    ask = lookups(known)
    table.add_row("look-up, µs", *spread(ask, places=2), str(GOAL_LOOKUP_US))
    parsed = theirs()
    walk = [
        milliseconds(lambda: parsed.get_revoked_certificate_by_serial_number(1), runs=1, rounds=1)
        * 1000
        for _ in range(5)
    ]
    table.add_row("look-up by cryptography, µs", *spread(walk, places=0), "")
    size = sys.getsizeof(known.entries.keys) + sys.getsizeof(known.entries.records)
    table.add_row("held, MB", f"{size / 1e6:.1f}", "", "", "")
    table.add_row("as DER, MB", f"{len(whole) / 1e6:.1f}", "", "", "")
    return table


def lookups(known: RevocationList) -> list[float]:
    """Time looking up numbers that are not on the list, in microseconds each."""
    serials = [_CHANCE.getrandbits(127) for _ in range(LOOKUPS)]
    found = []
    for _ in range(5):
        begin = perf_counter()
        for serial in serials:
            known.entries.reasons(serial)
        found.append((perf_counter() - begin) / LOOKUPS * 1e6)
    return found


def spread(numbers: list[float], *, places: int = 1) -> tuple[str, str, str]:
    """Format the least, the median and the most."""
    values = (min(numbers), median(numbers), max(numbers))
    least, middle, most = (f"{value:.{places}f}" for value in values)
    return least, middle, most


def main() -> None:
    Console().print(check_table())
    Console().print(readers_table())
    Console().print(list_table())


async def measures() -> list[Measure]:
    return await asyncio.to_thread(_measures)


def _measures() -> list[Measure]:
    message, known, once = signed(citizen()), lists(), bare()
    whole = milliseconds(lambda: proof(message, known=known), runs=200)
    content = large_list()
    load = partial(read_large_list, content, issuer=issuer())
    holds = {}
    for name, surroundings in (("quiet", nullcontext), ("busy", busy)):
        with surroundings():
            held_for, _ = loads(load)
            idle, _ = loads(lambda: time.sleep(0.5), runs=3)
        holds[name] = max(0.0, median(held_for) - median(idle))
    ask = lookups(read_list(content, issuer=issuer()))
    entries = f"a list of {ENTRIES:,} entries"
    return [
        Measure(
            what="a full card check, ms of the processor",
            here=whole,
            peer=once,
            beside="bare RSA-2048 verification",
            goal=GOAL_VERIFICATIONS,
        ),
        Measure(what=f"{entries}: look-up, µs", here=min(ask), goal=GOAL_LOOKUP_US),
        Measure(
            what=f"{entries} is loaded: the loop is held, ms more than without",
            here=holds["quiet"],
            goal=GOAL_QUIET_HOLD_MS,
        ),
        Measure(what="the same, all processors busy", here=holds["busy"], goal=GOAL_HOLD_MS),
    ]


if __name__ == "__main__":
    main()
