"""An engine of the tests' own, with the images built in it, and the composition running there."""

import re
import secrets
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import mkdtemp

import pytest
import yaml

from tests.support.engine.bases import load_stand_ins
from tests.support.engine.composition import IMAGE, Composition
from tests.support.engine.contents import Image
from tests.support.engine.engine import (
    Engine,
    EngineDoesNotRun,
    network_of_its_own,
    running,
)
from tests.support.engine.folder import disk_of_its_own, remove_folder
from tests.support.engine.possible import why_not
from tests.support.paths import ROOT
from tests.support.run.nightly import WITH_ENGINE

HERE = Path(__file__).parent
# All that is built ends with the last test, whichever it is.
SECONDS = 3600
PRODUCTION, AGAIN, DEMO = f"{IMAGE}:latest", f"{IMAGE}:again", "gpszone-demo:latest"


def bases() -> list[str]:
    """Return the images that the Dockerfile and the composition begin with, without digests."""
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    services = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
    named = [
        *re.findall(r"^ARG [A-Z]+=(\w+:\S+)$", dockerfile, re.MULTILINE),
        *(service["image"] for service in services.values() if "build" not in service),
    ]
    return [name.partition("@")[0] for name in named]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give each test of this room the time of those that build, and end with it."""
    for item in items:
        if WITH_ENGINE and item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.timeout(SECONDS))


@pytest.fixture(scope="session")
def lab() -> Iterator[Path]:
    """A folder of the engine's own, on a disk of its own, in which all of it is built."""
    folder = Path(mkdtemp(prefix="gpszone-image-"))
    try:
        if reason := why_not(folder):
            pytest.skip(reason)
        with disk_of_its_own(folder):
            try:
                with running(folder) as engine:
                    _build_all(engine)
            except EngineDoesNotRun as fault:
                pytest.skip(f"no container engine: {fault}")
            yield folder
    finally:
        remove_folder(folder)


def _build_all(engine: Engine) -> None:
    load_stand_ins(engine, bases(), folder=engine.folder / "roots")
    # Without a cache: what is compared must have been made twice.
    with ThreadPoolExecutor() as beside:
        builds = [
            beside.submit(engine.build, ROOT, tag=tag, target="production", cached=False)
            for tag in (PRODUCTION, AGAIN)
        ]
        for build in builds:
            build.result()
    engine.build(ROOT, tag=DEMO, target="demo")


@pytest.fixture(scope="session")
def engine(lab: Path) -> Iterator[Engine]:
    """An engine with the images, whose containers reach each other alone."""
    with (
        network_of_its_own(f"gpszone-{secrets.token_hex(3)}") as network,
        running(lab, network=network) as engine,
    ):
        yield engine


@pytest.fixture(scope="session")
def images(engine: Engine) -> Mapping[str, Image]:
    """The images by their names: the production's, another build of it, and the demo's."""
    tags = {"production": PRODUCTION, "again": AGAIN, "demo": DEMO}
    return {name: Image(engine=engine, tag=tag) for name, tag in tags.items()}


@pytest.fixture(scope="session")
def composition(engine: Engine, lab: Path) -> Iterator[Composition]:
    """The composition in a folder of its own, prepared and not started."""
    folder = lab / "gpszone"
    folder.mkdir()
    composition = Composition(engine=engine, folder=folder)
    composition.prepare()
    try:
        yield composition
    finally:
        composition.remove()
