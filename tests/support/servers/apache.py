"""Debian's Apache with mod_auth_openidc, as a partner's site on the loopback interface."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from tests.support.run.patience import PATIENCE
from tests.support.servers.process import until

SERVER = Path("/usr/sbin/apache2")
MODULES = Path("/usr/lib/apache2/modules")
NEEDED = ("mpm_event", "authn_core", "authz_core", "authz_user", "dir", "headers", "auth_openidc")

needs_apache = pytest.mark.skipif(
    not (SERVER.exists() and (MODULES / "mod_auth_openidc.so").exists()),
    reason="Apache is not installed: apt-get install apache2-bin libapache2-mod-auth-openidc",
)


@asynccontextmanager
async def apache(folder: Path, *, port: int, directives: str) -> AsyncIterator[str]:
    """Serve a page that only a signed-in visitor reads; yield the site's origin."""
    root = folder / "apache"
    (root / "site").mkdir(parents=True)
    (root / "site/index.html").write_text("The partner's page\n", encoding="utf-8")
    config = root / "apache.conf"
    config.write_text(_config(root, port=port, directives=directives), encoding="utf-8")
    log = (root / "stdout.log").open("wb")
    process = await asyncio.create_subprocess_exec(
        str(SERVER), "-X", "-f", str(config), stdout=log, stderr=log
    )
    origin = f"http://localhost:{port}"
    try:
        async with httpx.AsyncClient(timeout=PATIENCE) as client:

            async def answers() -> bool:
                if process.returncode is not None:
                    raise RuntimeError((root / "stdout.log").read_text(encoding="utf-8"))
                try:
                    return (await client.get(f"{origin}/nowhere")).status_code > 0
                except httpx.TransportError:
                    return False

            await until(answers)
        yield origin
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
        log.close()


def _config(root: Path, *, port: int, directives: str) -> str:
    modules = "\n".join(f"LoadModule {name}_module {MODULES}/mod_{name}.so" for name in NEEDED)
    # As root it refuses to answer under root's own name.
    user = "User nobody\nGroup nogroup" if os.geteuid() == 0 else ""
    if user:
        _open_to_others(root)
    return f"""
ServerRoot {root}
ServerName localhost
PidFile {root}/apache.pid
DefaultRuntimeDir {root}
Mutex posixsem
Listen 127.0.0.1:{port}
ErrorLog {root}/error.log
LogLevel info
{modules}
{user}
DocumentRoot {root}/site
DirectoryIndex index.html
{directives}
<Location "/">
  AuthType openid-connect
  Require valid-user
</Location>
<Location "/nowhere">
  AuthType None
  Require all granted
</Location>
"""


def _open_to_others(folder: Path) -> None:
    """Let the server's own user read a folder below the test's."""
    while folder != folder.parent:
        if not folder.stat().st_mode & 0o001:
            folder.chmod(folder.stat().st_mode | 0o011)
        folder = folder.parent
