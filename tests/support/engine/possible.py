"""Whether a container engine can run on this machine, and what is missing if not."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

# What is called, and the package of Debian 12 that has it.
PROGRAMS: Mapping[str, str] = {
    "dockerd": "docker.io",
    "docker": "docker.io",
    "docker-compose": "docker-compose",
    "runc": "runc",
    "mmdebstrap": "mmdebstrap",
    "iptables": "iptables",
    "ip": "iproute2",
    "nsenter": "util-linux",
    "node": "nodejs",
    "npm": "nodejs",
    "curl": "curl",
}
# Bytes: four bases, and what two builds leave.
ROOM = 8 * 1024**3
_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
_CAN_MAKE_A_NETWORK = (
    "ip link add gpszone-b type bridge && ip link set gpszone-b up"
    " && iptables -t nat -A POSTROUTING -j MASQUERADE"
)


def why_not(folder: Path, *, path: str = _PATH) -> str | None:
    """Return why no engine can run here with its data in a folder, or None."""
    if sys.platform != "linux":
        return f"no container engine: expected Linux, not {sys.platform}"
    missing = sorted({PROGRAMS[name] for name in PROGRAMS if not shutil.which(name, path=path)})
    if missing:
        return f"no container engine: apt-get install {' '.join(missing)}"
    if sys.base_prefix == "/usr":
        # Debian's puts packages where no other Python does, and has no ensurepip.
        return "no image: expected a Python of its own (pyenv, uv), not that of the system"
    if os.geteuid() != 0:
        return "no container engine: expected root"
    free = shutil.disk_usage(folder).free
    if free < ROOM:
        return f"no container engine: {free // 1024**2} MiB are free, and {ROOM // 1024**2} needed"
    # What an engine does first: in a network of its own, which is gone with the process.
    tried = subprocess.run(
        ["unshare", "--net", "sh", "-c", _CAN_MAKE_A_NETWORK],
        capture_output=True,
        text=True,
        env={"PATH": _PATH},
        timeout=30,
    )
    if tried.returncode != 0:
        return f"no container engine: no network can be made here ({tried.stderr.strip()})"
    return None
