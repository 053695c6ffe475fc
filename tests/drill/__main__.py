"""``python -m tests.drill [FOLDER]``: the whole drill; the log is FOLDER/drill.log (var/drill)."""

import shutil
import sys
from pathlib import Path
from tempfile import mkdtemp

from tests.drill import steps
from tests.drill.alert import see_alert
from tests.drill.log import Log
from tests.drill.partner import partner_behind_tls
from tests.drill.people import people_of
from tests.drill.site import Site
from tests.drill.upgrading.upgrade import upgrade, versions


def main(kept: Path) -> None:
    """Carry out every step; the first that fails ends the drill."""
    kept.mkdir(parents=True, exist_ok=True)
    log = Log(kept / "drill.log")
    folder = Path(mkdtemp(prefix="gpszone-drill-"))
    site = Site(folder, log)
    try:
        with log.step("test cards, and what staging needs of them"):
            steps.set_up_cards(site)
        with log.step("an empty database becomes one of staging, which production refuses"):
            steps.set_up_database(site)
        with log.step("test authority, companies, calendar"):
            steps.fill(site)
        with log.step("Redis, mail, two nodes behind TLS, a worker"):
            site.start_surroundings()
            steps.start_service(site)
        with people_of(site) as people, partner_behind_tls(site) as partner:
            steps.use(site, people, partner)
        with log.step("a backup"):
            backup = steps.back_up(site)
        with log.step("a restored copy"):
            steps.restore(site, backup)
        with log.step("an alert fires when the worker is stopped"):
            see_alert(site)
        for number, version in enumerate(versions()):
            with log.step(f"an upgrade from the version before: {version}"):
                upgrade(site, version, number=number)
        log.say("The drill is complete.")
    finally:
        for name in site.children:
            shutil.copy(folder / f"{name}.log", kept / f"{name}.log")
        site.end()
        log.close()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "var/drill"))
