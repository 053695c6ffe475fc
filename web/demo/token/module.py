"""A PKCS#11 module, called through a helper process that ends with each operation."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from models.core.errors import OperatorError

ROOT = Path(__file__).parents[3]
SECONDS = 60.0


class ModuleUnusable(OperatorError):
    """There is no module, or it cannot be used; the message names the next step."""


class ModuleFailed(Exception):
    """A call of the module failed.

    ``stage`` is that of the operation, ``rv`` the return value (PKCS#11 CK_RV), ``flags`` those of
    the token after a login that failed.
    """

    def __init__(self, stage: str, rv: int = 0, flags: int = 0) -> None:
        super().__init__(f"{stage}: 0x{rv & 0xFFFFFFFF:08X}")
        self.stage = stage
        self.rv = rv
        self.flags = flags


@dataclass(frozen=True, kw_only=True)
class Module:
    """A module's library, and the variables that it reads."""

    library: Path
    environ: Mapping[str, str] = field(default_factory=dict)
    seconds: float = SECONDS

    @classmethod
    def at(cls, library: Path, *, environ: Mapping[str, str] | None = None) -> "Module":
        """Return the module of a library.

        :raises ModuleUnusable: when it does not exist, or PyKCS11 is not installed
        """
        if find_spec("PyKCS11") is None:
            raise ModuleUnusable(
                "PyKCS11 is not installed: run scripts/install-python requirements-dev.lock"
            )
        if not library.is_file():
            raise ModuleUnusable(f"{library}: there is no such PKCS#11 module")
        return cls(library=library, environ=environ or {})

    def ask(self, operation: str, **given: object) -> dict[str, Any]:
        """Carry out an operation of the helper, and return its answer.

        :raises ModuleFailed: when a call of the module failed; with the stage "helper" when there
            is no answer, or none in time
        """
        asked = {"module": str(self.library), "do": operation, "with": given}
        try:
            # The PIN goes through a pipe: arguments and variables can be read by other programs.
            done = subprocess.run(  # Our own program.
                [sys.executable, "-m", "web.demo.token.helper"],
                input=json.dumps(asked).encode(),
                capture_output=True,
                cwd=ROOT,
                env={**os.environ, **self.environ},
                timeout=self.seconds,
                check=True,
            )
            answer: dict[str, Any] = json.loads(done.stdout)
        except (subprocess.SubprocessError, ValueError):
            # Its causes may have what was asked.
            raise ModuleFailed("helper") from None
        if "stage" in answer:
            raise ModuleFailed(answer["stage"], answer["rv"], answer["flags"])
        return answer
