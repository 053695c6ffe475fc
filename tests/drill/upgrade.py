"""The upgrade from the version before, node by node, while the old ones serve."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.drill.log import DrillFailed
from tests.drill.site import Site
from tests.support.paths import ROOT
from tests.support.production.authority import founded
from tests.support.run.in_thread import carry_out

MIGRATIONS = ROOT / "models/database/migrations"


def previous() -> str:
    """Return the version to come from: DRILL_FROM, else the newest tag.

    Where nothing is tagged yet, it is the commit before the newest migration was added.
    """
    if named := os.environ.get("DRILL_FROM"):
        return named
    if tag := _git("describe", "--tags", "--abbrev=0", fails=""):
        return tag
    newest = max(MIGRATIONS.glob("[0-9]*.py"))
    added = _git("log", "--diff-filter=A", "--format=%H", "--", str(newest)).split()
    return _git("rev-parse", "--short", f"{added[-1]}^")


def upgrade(site: Site) -> None:
    """Serve with the version before on a database of its own, and upgrade it to this one."""
    version = previous()
    old = site.folder / "previous"
    site.log.say(f"  the version before: {version}")
    _check_out(version, old)
    url = site.cluster.url("upgraded")
    carry_out(site.cluster.run("CREATE DATABASE upgraded", database="postgres"))
    site.environ |= {"GPSZONE_DATABASE_URL": url, **_kind(site, old)}
    environ, log, python = site.environ, site.log, sys.executable
    for word in ("a", "b"):
        site.children[f"node-{word}"].end()
    site.children["worker"].end()

    log.run(python, "-m", "web", "migrate", environ=environ, cwd=old)
    for word in ("a", "b"):
        site.start_node(word, cwd=old)
    carry_out(site.ready("a", "b"))
    site.command("migrate", "--dry-run")
    site.command("migrate")
    for word in ("a", "b"):
        code = site.children[f"node-{word}"].end()
        if code != 0:
            raise DrillFailed(f"node {word} of {version} ended with {code}")
        site.start_node(word)
        # The other one serves meanwhile: of the version before, on the migrated database.
        carry_out(site.ready("a", "b"))
    site.start_worker()
    site.command("journal", "verify")


def _kind(site: Site, old: Path) -> dict[str, str]:
    """Return whether both versions run as staging, or the older one knows production alone."""
    if (old / "models/database/staging.py").exists():
        return {}
    folder = site.folder / "trust-before"
    founded().confirm_into(folder)
    del site.environ["GPSZONE_STAGING"]
    site.log.say("  it knows no staging: both serve as production, without test authorities")
    return {"GPSZONE_TRUST": str(folder)}


def _check_out(version: str, folder: Path) -> None:
    folder.mkdir()
    archive = folder.with_suffix(".tar")
    _git("archive", "--format=tar", f"--output={archive}", version)
    shutil.unpack_archive(archive, folder, filter="data")
    for built in ("web/client/dist", "web/graphiql/dist"):
        shutil.copytree(ROOT / built, folder / built)


def _git(*words: str, fails: str | None = None) -> str:
    ended = subprocess.run(
        ["git", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    if ended.returncode != 0 and fails is None:
        raise DrillFailed(f"git {words[0]}: {ended.stderr}")
    return ended.stdout.strip() if ended.returncode == 0 else str(fails)
