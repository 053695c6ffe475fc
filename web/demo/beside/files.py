"""The files with which staging begins: a test authority, companies, a calendar, and settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from models.core.rules import TAIWAN
from models.revocation.settings import MOICA_HOSTS
from web.demo.authority import Authority
from web.demo.published.office_calendar import demo_year
from web.trust.demo_anchors import NAME, DemoAnchors
from web.trust.files import write_whole

FOLDER = "staging"
COMPANIES = Path(__file__).parents[1] / "registry.json"


@dataclass(frozen=True, kw_only=True)
class StagingFiles:
    """Where each file is."""

    authority: Path
    registry: Path
    calendar: Path
    settings: Path

    @classmethod
    def write(
        cls, state: Path, *, authority: Authority, component: str, at: datetime
    ) -> "StagingFiles":
        """Write them into the state; ``component`` is where staging reaches lists and responder."""
        folder = state / FOLDER
        anchors = DemoAnchors(certificates=authority.anchors(), pins=authority.pins())
        anchors.write(folder)
        year = at.astimezone(TAIWAN).year
        files = cls(
            authority=folder / NAME,
            registry=folder / "registry.json",
            calendar=folder / f"calendar-{year}.csv",
            settings=folder / "staging.env",
        )
        write_whole(files.registry, COMPANIES.read_bytes())
        write_whole(files.calendar, demo_year(year).encode())
        lines = (f'{name}="{value}"\n' for name, value in settings_beside(component).items())
        write_whole(files.settings, "".join(lines).encode())
        return files


def settings_beside(component: str) -> Mapping[str, str]:
    """Return the settings by which staging knows the revocation of test cards."""
    lists = (f"{component}/crl/{name}-complete.crl" for name in ("MOICA", "MOICA-G3"))
    # The cards name MOICA's hosts below a domain that never resolves.
    groups = (sorted(f"{host}.invalid" for host in group) for group in MOICA_HOSTS)
    return {
        "GPSZONE_STAGING": "yes",
        "GPSZONE_LIST_URLS": " ".join(lists),
        "GPSZONE_OCSP_URLS": " ".join(f"{one}={component}/ocsp" for one in ("G2", "G3")),
        "GPSZONE_CRL_SAME_HOSTS": " ".join("=".join(group) for group in groups),
    }
