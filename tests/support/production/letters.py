"""What the mail server has accepted, read as it grows."""

import json
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any


class Letters:
    """The record of a mail server: one line a letter."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "letters.jsonl"
        self._read = 0
        self._rest = b""
        self._all: list[Mapping[str, Any]] = []
        self._by_mailbox: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)

    def all(self) -> list[Mapping[str, Any]]:
        self._look()
        return self._all

    def to(self, mailbox: str) -> list[Mapping[str, Any]]:
        self._look()
        return self._by_mailbox[mailbox]

    def _look(self) -> None:
        if not self._file.exists():
            return
        with self._file.open("rb") as file:
            file.seek(self._read)
            more = file.read()
        self._read += len(more)
        *lines, self._rest = (self._rest + more).split(b"\n")
        for line in lines:
            letter = json.loads(line)
            self._all.append(letter)
            self._by_mailbox[letter["to"]].append(letter)
