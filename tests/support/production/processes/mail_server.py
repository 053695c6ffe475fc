"""An SMTP server that records: its arguments are a port and a folder.

Each letter it accepts is a line of ``letters.jsonl``: when, to whom, its Message-ID and its link.
It waits as many seconds as ``delay`` says before it accepts one.
"""

import asyncio
import json
import re
import sys
import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

LINK = re.compile(r"https://portal\.example/([a-z-]+)#(\S+)")


class Recorder:
    """The server's handler."""

    def __init__(self, folder: Path) -> None:
        self._delay = folder / "delay"
        self._letters = (folder / "letters.jsonl").open("a", encoding="utf-8", buffering=1)

    async def handle_DATA(  # noqa: N802  # aiosmtpd's name.
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Record a letter, and accept it."""
        if self._delay.exists():
            await asyncio.sleep(float(self._delay.read_text() or 0))
        letter = message_from_bytes(envelope.original_content or b"", policy=policy.default)
        page, token = _link(letter)
        line = {
            "at": time.time(),
            "to": envelope.rcpt_tos[0],
            "message_id": str(letter["Message-ID"]),
            "subject": str(letter["Subject"]),
            "page": page,
            "token": token,
        }
        self._letters.write(json.dumps(line) + "\n")
        return "250 OK"


def _link(letter: EmailMessage) -> tuple[str, str]:
    part = letter.get_body(("plain",))
    found = LINK.search(str(part.get_content())) if part is not None else None
    return (found[1], found[2]) if found else ("", "")


async def main(port: int, folder: Path) -> None:
    loop = asyncio.get_running_loop()
    recorder = Recorder(folder)
    server = await loop.create_server(
        lambda: SMTP(recorder, hostname="mail.example", loop=loop), "127.0.0.1", port
    )
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), Path(sys.argv[2])))
