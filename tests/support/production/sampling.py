"""What the processes of a long round hold: memory, open files, connections to PostgreSQL."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import asyncpg

from tests.support.production.processes.child import Child
from tests.support.production.production import Production

PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Samples:
    """Samples by what was measured, in the order of time."""

    taken: dict[str, list[float]] = field(default_factory=dict)

    async def take(self, shape: Production) -> None:
        for name, child in _named(shape).items():
            self._add(f"{name} MiB", _memory(child.pid) / 2**20)
            self._add(f"{name} files", len(os.listdir(f"/proc/{child.pid}/fd")))  # noqa: PTH208  # In memory, as is what it reads.
        server = await asyncpg.connect(shape.cluster.url(), timeout=30)
        try:
            count = await server.fetchval(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = 'gpszone'"
            )
        finally:
            await server.close(timeout=5)
        self._add("connections", float(count))

    def slopes(self) -> Mapping[str, tuple[float, float]]:
        """Return what was typical of the second quarter of the time, and of the last, by name."""
        return {
            name: (
                median(values[len(values) // 4 : len(values) // 2]),
                median(values[-(len(values) // 4) :]),
            )
            for name, values in self.taken.items()
            if len(values) >= 8
        }

    def most(self, name: str) -> float:
        return max(self.taken[name])

    def _add(self, name: str, value: float) -> None:
        self.taken.setdefault(name, []).append(value)


def _named(shape: Production) -> Mapping[str, Child]:
    names = ("web one", "web two", "worker one", "worker two")
    return dict(zip(names, (*shape.webs, *shape.workers), strict=True))


def _memory(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * PAGE
