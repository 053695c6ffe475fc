"""Stand-ins for the images that the Dockerfile and the composition name, out of Debian's packages.

No registry of images can be reached from where the tests run. Node and Python are this machine's
own: the Node of Debian 12 is too old, and the service's Python is the one that its tests run with.
Where Python is Debian's, it is copied within the stand-in to where the official image has it.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from tests.support.engine.engine import Engine, called
from tests.support.engine.entry_points import POSTGRES_ENTRY_POINT, REDIS_SERVER

_MAKE_SECONDS = 600.0
_AUTHORITIES = Path("/etc/ssl/certs/ca-certificates.crt")
_VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
_STDLIB = f"lib/python{_VERSION}"
_POSTGRES = Path("usr/lib/postgresql/15/bin")
_LIBRARIES = (
    *("libbz2-1.0", "libdb5.3", "libexpat1", "libffi8", "liblzma5", "libncursesw6"),
    *("libreadline8", "libsqlite3-0", "libssl3", "libuuid1", "netbase", "tzdata", "zlib1g"),
)
# What `docker import` adds to the files.
CHANGES: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "node": ('CMD ["node"]',),
        "python": ('CMD ["python3"]', "ENV LANG=C.UTF-8"),
        "postgres": (
            'ENTRYPOINT ["docker-entrypoint.sh"]',
            'CMD ["postgres"]',
            "VOLUME /var/lib/postgresql/data",
        ),
        "redis": ("WORKDIR /data", 'CMD ["redis-server"]'),
    }
)


@dataclass(frozen=True, kw_only=True)
class Base:
    """A root file system in the making."""

    root: Path

    def run(self, *command: str) -> None:
        """Run a program of its own in it."""
        called(["chroot", str(self.root), *command], environ={"PATH": "/usr/sbin:/usr/bin"})

    def owned(self, path: str, owner: str, mode: int) -> None:
        """Make a folder of a user."""
        (self.root / path).mkdir(parents=True, exist_ok=True)
        self.run("chown", f"{owner}:{owner}", f"/{path}")
        (self.root / path).chmod(mode)

    def program(self, path: str, text: str) -> None:
        (self.root / path).write_text(text, encoding="utf-8")
        (self.root / path).chmod(0o755)

    def trust_authorities(self) -> None:
        """Believe the registries of packages that this machine believes."""
        shutil.copy(_AUTHORITIES, self.root / _AUTHORITIES.relative_to("/"))
        (self.root / "root/.npmrc").write_text(f"cafile={_AUTHORITIES}\n", encoding="utf-8")
        (self.root / "etc/pip.conf").write_text(f"[global]\ncert = {_AUTHORITIES}\n", "utf-8")


def load_stand_ins(engine: Engine, names: Sequence[str], *, folder: Path) -> None:
    """Make a stand-in for each image, such as ``redis:7``, and load it under that name."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        kind = name.partition(":")[0].rpartition("/")[2]
        base = Base(root=folder / kind)
        _MAKERS[kind](base)
        _load(engine, base, name, CHANGES[kind])
        shutil.rmtree(base.root)


def _load(engine: Engine, base: Base, name: str, changes: Sequence[str]) -> None:
    options = [word for change in changes for word in ("--change", change)]
    with subprocess.Popen(
        ["tar", "--directory", str(base.root), "--create", "."], stdout=subprocess.PIPE
    ) as packed:
        subprocess.run(
            ["docker", "import", *options, "-", name],
            stdin=packed.stdout,
            stdout=subprocess.DEVNULL,
            env=engine.environ,
            check=True,
            timeout=_MAKE_SECONDS,
        )


def _debian(base: Base, *packages: str) -> None:
    """Install a minimal Debian 12 with packages, from where this machine has its own."""
    called(
        [
            *("mmdebstrap", "--quiet", "--variant=minbase", f"--include={','.join(packages)}"),
            *("bookworm", str(base.root), str(_sources())),
        ],
        environ=dict(os.environ),
        seconds=_MAKE_SECONDS,
    )
    for folder in ("var/cache/apt", "var/lib/apt/lists"):
        shutil.rmtree(base.root / folder)
        (base.root / folder / "partial").mkdir(parents=True)


def _sources() -> Path:
    found = sorted(Path("/etc/apt").glob("**/*.sources"))
    debian = (path for path in found if "bookworm" in path.read_text(encoding="utf-8"))
    return next(debian, Path("/etc/apt/sources.list"))


def _node(base: Base) -> None:
    _debian(base, "ca-certificates", "libatomic1", "libstdc++6")
    local = base.root / "usr/local"
    node, npm = (Path(shutil.which(name) or name).resolve() for name in ("node", "npm"))
    shutil.copy(node, local / "bin/node")
    # npm's program is `npm/bin/npm-cli.js`.
    shutil.copytree(npm.parents[1], local / "lib/node_modules/npm", symlinks=True)
    for name in ("npm", "npx"):
        (local / "bin" / name).symlink_to(f"../lib/node_modules/npm/bin/{name}-cli.js")
    base.trust_authorities()


def _python(base: Base) -> None:
    is_debians = sys.base_prefix == "/usr"
    _debian(base, "ca-certificates", *_LIBRARIES, *(["python3-venv"] if is_debians else []))
    taken = base.root / "usr" if is_debians else Path(sys.base_prefix)
    local = base.root / "usr/local"
    shutil.copytree(
        taken / _STDLIB,
        local / _STDLIB,
        symlinks=True,
        ignore=shutil.ignore_patterns("__pycache__", "test", "site-packages", "dist-packages"),
    )
    (local / _STDLIB / "site-packages").mkdir()
    for library in taken.glob(f"lib/libpython{_VERSION}*"):
        shutil.copy(library, local / "lib" / library.name)
    shutil.copy(taken / f"bin/python{_VERSION}", local / f"bin/python{_VERSION}")
    for name in ("python", "python3"):
        (local / "bin" / name).symlink_to(f"python{_VERSION}")
    base.trust_authorities()
    base.run("ldconfig")
    base.run("/usr/local/bin/python", "-m", "ensurepip", "--default-pip")


def _postgres(base: Base) -> None:
    _debian(base, "gosu", "locales", "postgresql-15")
    # As in the official image: without the mode, the engine makes it anew as root's each time.
    base.owned("run/postgresql", "postgres", 0o3777)
    base.owned("var/lib/postgresql/data", "postgres", 0o700)
    for name in ("initdb", "pg_ctl", "pg_isready", "postgres", "psql", "pg_dump"):
        (base.root / "usr/local/bin" / name).symlink_to(f"/{_POSTGRES / name}")
    base.program("usr/local/bin/docker-entrypoint.sh", POSTGRES_ENTRY_POINT)


def _redis(base: Base) -> None:
    _debian(base, "redis-server", "redis-tools")
    base.program("usr/local/bin/redis-server", REDIS_SERVER)
    base.owned("data", "redis", 0o755)


_MAKERS = MappingProxyType(
    {"node": _node, "python": _python, "postgres": _postgres, "redis": _redis}
)
