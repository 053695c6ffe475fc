"""Stand-ins for the images that the Dockerfile and the composition name, out of Debian's packages.

No registry of images can be reached from where the tests run. Node and Python are this machine's
own: the Node of Debian 12 is too old, and the service's Python is the one that its tests run with.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.support.engine.engine import Engine, called
from tests.support.engine.folder import remove_folder

RECIPES = Path(__file__).parent / "stand_ins"
DEBIAN = "stand-in-debian"
_MAKE_SECONDS = 1200.0
_AUTHORITIES = Path("/etc/ssl/certs/ca-certificates.crt")
_VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
_STDLIB = f"lib/python{_VERSION}"
_LEFT_OUT = shutil.ignore_patterns("__pycache__", "test", "site-packages", "dist-packages")


def load_stand_ins(engine: Engine, names: Sequence[str], *, folder: Path) -> None:
    """Make a stand-in for each image, such as ``redis:7``, under that name."""
    folder.mkdir()
    _load_debian(engine, folder / "debian")
    for name in names:
        kind = name.partition(":")[0]
        context = folder / kind
        shutil.copytree(RECIPES / kind, context)
        local = context / "local"
        if kind == "node":
            _put_node(local)
        if kind == "python":
            _put_python(local)
        engine.build(context, tag=name)
    remove_folder(folder)


def _load_debian(engine: Engine, root: Path) -> None:
    """Load a minimal Debian 12, which trusts the registries that this machine trusts."""
    # It mounts this machine's /dev/shm and more below the folder. In a mount namespace of its own
    # these go with it, however it ends, and nothing that removes the folder can reach them.
    called(
        [
            *("unshare", "--mount", "--propagation", "private"),
            *("mmdebstrap", "--quiet", "--variant=minbase", "--include=ca-certificates"),
            *("bookworm", str(root), str(_sources())),
        ],
        environ=dict(os.environ),
        seconds=_MAKE_SECONDS,
    )
    shutil.copy(_AUTHORITIES, root / _AUTHORITIES.relative_to("/"))
    # No service is started where it is installed, as in the official images.
    policy = root / "usr/sbin/policy-rc.d"
    policy.write_text("#!/bin/sh\nexit 101\n", encoding="utf-8")
    policy.chmod(0o755)
    with subprocess.Popen(
        ["tar", "--directory", str(root), "--create", "."], stdout=subprocess.PIPE
    ) as packed:
        subprocess.run(
            ["docker", "import", "-", DEBIAN],
            stdin=packed.stdout,
            stdout=subprocess.DEVNULL,
            env=engine.environ,
            check=True,
            timeout=_MAKE_SECONDS,
        )


def _sources() -> Path:
    """Return where this machine gets Debian's packages from."""
    found = sorted(Path("/etc/apt").glob("**/*.sources"))
    debian = (path for path in found if "bookworm" in path.read_text(encoding="utf-8"))
    return next(debian, Path("/etc/apt/sources.list"))


def _put_node(local: Path) -> None:
    node, npm = (Path(shutil.which(name) or name).resolve() for name in ("node", "npm"))
    (local / "bin").mkdir(parents=True)
    shutil.copy(node, local / "bin/node")
    # npm's program is `npm/bin/npm-cli.js`.
    shutil.copytree(npm.parents[1], local / "lib/node_modules/npm", symlinks=True)


def _put_python(local: Path) -> None:
    """Copy the Python that runs this; pip and setuptools come from its ensurepip."""
    prefix = Path(sys.base_prefix)
    (local / "bin").mkdir(parents=True)
    shutil.copytree(prefix / _STDLIB, local / _STDLIB, symlinks=True, ignore=_LEFT_OUT)
    (local / _STDLIB / "site-packages").mkdir()
    for library in prefix.glob(f"lib/libpython{_VERSION}*.so*"):
        shutil.copy(library, local / "lib" / library.name)
    shutil.copy(prefix / f"bin/python{_VERSION}", local / f"bin/python{_VERSION}")
    for name in ("python", "python3"):
        (local / "bin" / name).symlink_to(f"python{_VERSION}")
