"""The permit registry over HTTP: its arguments are a port and the file of a revocation list.

It has every company of ``company_of`` on file, and publishes a revocation list.
"""

import asyncio
import json
import sys
from dataclasses import replace
from pathlib import Path

from models.company.company import Company, CompanyField
from tests.support.portal import COMPANY

LIST_PATH = "/list.crl"


def company_of(number: int) -> Company:
    """Return the company of a number, whose mailbox is its own."""
    return replace(
        COMPANY,
        control_number=f"N{number:07}",
        business_email=f"ems{number}@company.example",
    )


def _answer(path: str, revocation_list: bytes) -> tuple[str, str, bytes]:
    if path == LIST_PATH:
        return "200 OK", "application/pkix-crl", revocation_list
    control_number = path.rpartition("/")[2]
    if not control_number.startswith("N"):
        return "404 Not Found", "application/json", b'{"error": "NOT_FOUND"}'
    company = company_of(int(control_number[1:]))
    entry = {field.camel_case: company.fact(field) for field in CompanyField}
    found = {"controlNumber": control_number, "entries": [entry]}
    return "200 OK", "application/json", json.dumps(found).encode()


async def main(port: int, revocation_list: bytes) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            status, kind, body = _answer(head.split()[1], revocation_list)
            writer.write(
                f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
                "Connection: close\r\n\r\n".encode()
                + body
            )
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), Path(sys.argv[2]).read_bytes()))
