"""Tests of the image and the composition, read without a container engine."""

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from models.settings.listing import settings_in
from models.settings.print_settings import composed, replaced, table
from models.settings.settings import for_demo, from_environ
from tests.support.paths import ROOT
from web.cli.loader import SUMMARIES
from web.http.explorer import BUILT

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
NODES = ("web-a", "web-b")
OURS = ("migrate", *NODES, "worker")

# What stands in for the operator's own choices.
PRODUCTION = {
    "GPSZONE_ORIGIN": "https://accounts.example",
    "GPSZONE_SECRET_KEY": "k" * 32,
    "GPSZONE_EVIDENCE_KEYS": "k" * 43 + "=",
    "GPSZONE_SMTP_HOST": "smtp.example",
}

# The stages that are images themselves.
LAST = ("service", "demo", "production")


def _environment(service: str) -> dict[str, str]:
    """Return the variables that the composition sets for a service."""
    environment: dict[str, str] = SERVICES[service]["environment"]
    return environment


def _stages() -> dict[str, list[tuple[str, str]]]:
    """Read the Dockerfile: its stages by name; an instruction is a word and the rest."""
    lines = [line for line in DOCKERFILE.splitlines() if not line.startswith("#")]
    whole = "\n".join(lines).replace("\\\n", " ")
    stages: dict[str, list[tuple[str, str]]] = {}
    for line in filter(None, whole.splitlines()):
        word, _, rest = line.partition(" ")
        if word == "FROM":
            instructions = stages.setdefault(rest.split()[-1], [])
        if stages:
            instructions.append((word, rest.strip()))
    return stages


def _bases() -> dict[str, str]:
    """Return the bases that stand at the Dockerfile's head, by the names of their arguments."""
    return dict(re.findall(r"^ARG ([A-Z]+)=(\w+:\S+)$", DOCKERFILE, re.MULTILINE))


@pytest.mark.parametrize("service", OURS)
def test_the_composition_passes_every_setting_and_nothing_else(service: str) -> None:
    names = {name.removesuffix("_FILE") for name in _environment(service)}

    assert names == {setting.variable for setting in settings_in()}


@pytest.mark.parametrize("service", OURS)
def test_the_settings_accept_what_the_composition_sets(service: str, tmp_path: Path) -> None:
    choices = {
        "GPSZONE_ORIGIN": "https://accounts.example",
        "GPSZONE_SMTP_HOST": "smtp.example",
        "GPSZONE_LIST_URLS": "https://lists.example/complete.crl",
    }
    secrets = {
        "database_url": "postgres://gpszone:secret@postgres:5432/gpszone",
        "secret_key": "s" * 64,
        # As good a key of evidence as any: 32 bytes in base64.
        "evidence_keys": "s" * 43 + "=",
        "smtp_password": "",
        "registry_token": "",
    }
    for name, secret in secrets.items():
        (tmp_path / name).write_text(f"{secret}\n", encoding="utf-8")
    environ = {
        name: _interpolated(value, choices).replace("/run/secrets", str(tmp_path))
        for name, value in _environment(service).items()
    }

    settings = from_environ(environ)

    assert settings.origin == "https://accounts.example"
    assert settings.secret_key == b"s" * 64
    assert settings.operation.redis_url == "redis://redis:6379/0"
    assert settings.smtp is not None
    assert (settings.smtp.port, settings.smtp.username, settings.smtp.password) == (587, None, None)
    assert settings.registry_token is None


def _interpolated(value: str, environ: Mapping[str, str]) -> str:
    """Do what Docker Compose does with ``${NAME:-default}`` and ``${NAME:?why not}``."""
    found = re.fullmatch(r"\$\{(\w+):([-?])(.*)\}", value)
    if found is None:
        return value
    name, mark, rest = found.groups()
    if mark == "?":
        return environ[name]
    return environ.get(name) or rest


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_can_do_little_harm(service: str) -> None:
    described = SERVICES[service]

    assert described["read_only"] is True
    assert described["cap_drop"] == ["ALL"]
    assert described["security_opt"] == ["no-new-privileges:true"]
    assert service in OURS or described["user"] not in {"root", "0"}


@pytest.mark.parametrize("service", SERVICES)
def test_secrets_come_from_files(service: str) -> None:
    given = {f"/run/secrets/{name}" for name in SERVICES[service].get("secrets", [])}
    environment: Mapping[str, str] = SERVICES[service].get("environment", {})

    secret = {name for name in environment if re.search("PASSWORD|KEY|TOKEN|DATABASE_URL", name)}

    assert all(name.endswith("_FILE") for name in secret)
    assert {environment[name] for name in secret} <= given
    assert {Path(file).name for file in given} <= COMPOSE["secrets"].keys()


def test_two_web_nodes_and_a_worker_wait_for_the_migration() -> None:
    one, other, worker, migrate = (SERVICES[name] for name in (*NODES, "worker", "migrate"))

    waits = {service["depends_on"]["migrate"]["condition"] for service in (one, other, worker)}

    apart = {name: one[name] for name in one.keys() ^ other.keys() | {"ports"} if name in one}
    assert apart == {"ports": ["127.0.0.1:8000:8000"]}
    assert other["profiles"] == ["two"]
    assert waits == {"service_completed_successfully"}
    assert migrate["restart"] == "no"
    assert migrate["depends_on"]["postgres"]["condition"] == "service_healthy"


def test_the_database_is_reachable_by_our_services_alone() -> None:
    networks = {name: SERVICES[name]["networks"] for name in ("postgres", "redis")}

    assert networks == {"postgres": ["inside"], "redis": ["inside"]}
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert not any("ports" in SERVICES[name] for name in networks)


@pytest.mark.parametrize("service", [*NODES, "worker"])
def test_metrics_are_asked_for_inside_alone(service: str) -> None:
    command = [str(word) for word in SERVICES[service]["command"]]
    port = command[command.index("--metrics-port") + 1]

    published = [str(entry).rpartition(":")[2] for entry in SERVICES[service].get("ports", [])]

    assert SERVICES[service]["expose"] == [port]
    assert port not in published


def test_limits_are_counted_where_all_nodes_count() -> None:
    addresses = {_environment(name)["GPSZONE_REDIS_URL"] for name in (*NODES, "worker")}

    assert {_interpolated(address, {}) for address in addresses} == {"redis://redis:6379/0"}
    assert SERVICES["web-a"]["depends_on"]["redis"] == {"condition": "service_healthy"}


def test_the_image_runs_unprivileged_and_has_a_health_check() -> None:
    final = dict([*_stages()["service"], *_stages()["production"]])

    assert list(_stages())[-1] == "production"
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", final["USER"])
    assert "/healthz" in final["HEALTHCHECK"]
    assert final["ENTRYPOINT"] == '["tini", "-s", "--", "python", "-m", "web"]'
    assert final["CMD"] == '["serve", "--host", "0.0.0.0"]'


def test_every_step_of_the_image_is_a_script() -> None:
    steps = [
        step.strip()
        for stage in _stages().values()
        for word, rest in stage
        if word == "RUN"
        for step in rest.split("&&")
    ]
    scripts = {step.split()[0].replace("/build/", "scripts/") for step in steps}

    # One takes the demo out of what the image is copied from, one makes a volume's folder.
    assert {script for script in scripts if not (ROOT / script).is_file()} == {"rm", "mkdir"}
    assert not any(word == "RUN" for name in LAST for word, _ in _stages()[name])


def test_every_stage_begins_with_another_or_with_a_base_that_is_named_once() -> None:
    begins = [stage[0][1].split()[0] for stage in _stages().values()]

    bases = {begin for begin in begins if begin not in {*_stages(), "scratch"}}

    assert bases == {f"${{{name}}}" for name in _bases()}
    assert all(
        re.fullmatch(r"[a-z]+:\d[\w.]*-[\w-]*slim[\w-]*(@sha256:[0-9a-f]{64})?", base)
        for base in _bases().values()
    )


def test_the_label_has_the_projects_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    labels = dict(_stages()["service"])["LABEL"]

    assert f'image.version="{project["version"]}"' in labels
    assert f'image.title="{project["name"]}"' in labels
    assert f'image.description="{project["description"]}"' in labels


def test_the_image_holds_both_clients_where_the_service_looks_for_them(tmp_path: Path) -> None:
    taken = {
        rest.split()[-1]: rest.split()[1]
        for word, rest in _stages()["app"]
        if word == "COPY" and rest.startswith("--from")
    }
    settings = for_demo(state=tmp_path, port=8000, card_port=61161)

    looked_for = {str(settings.client), str(BUILT)}

    assert {place for place in taken if place.endswith("dist")} == looked_for
    assert all(taken[place] == f"/app/{place}" for place in looked_for)


def test_what_the_image_holds_is_enough_to_migrate(tmp_path: Path) -> None:
    image = tmp_path / "image"
    _copy_as_the_image_does(image)
    database = tmp_path / "portal.sqlite3"
    environ = PRODUCTION | {"GPSZONE_DATABASE_URL": f"sqlite://{database}"}

    subprocess.run(
        [sys.executable, "-m", "web", "migrate"], cwd=image, env=environ, check=True, timeout=60
    )

    assert database.exists()
    assert not (image / "web/client/src").exists()
    assert not (image / "web/graphiql").exists()
    assert not (image / "tests").exists()
    assert not (image / "clients").exists()
    assert not (image / "web/demo").exists()


def test_the_image_lists_every_command_but_the_demo(tmp_path: Path) -> None:
    image = tmp_path / "image"
    _copy_as_the_image_does(image)

    said = subprocess.run(
        [sys.executable, "-m", "web", "-h"],
        cwd=image,
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    ).stdout
    named = re.findall(r"^  ([a-z]+) ", said.partition("Commands:")[2], re.MULTILINE)

    assert named == [name for name in SUMMARIES if name != "demo"]


def test_what_partners_install_is_not_even_sent_to_the_builder() -> None:
    rules = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()

    assert "*" in rules
    assert not any(rule.startswith("!clients") for rule in rules)
    assert not any("clients" in rest for stage in _stages().values() for _, rest in stage)


def _copy_as_the_image_does(image: Path) -> None:
    """Copy our files as the stage that the image is copied from does."""
    let_through = (ROOT / ".dockerignore").read_text().splitlines()
    for word, rest in _stages()["app"]:
        if word == "RUN" and rest.startswith("rm -r "):
            for path in image.glob(rest.removeprefix("rm -r ")):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        if word != "COPY" or rest.startswith("--from"):
            continue
        *sources, target = rest.split()
        for source in sources:
            assert f"!{source.split('/')[0]}" in let_through
            for path in ROOT.glob(source):
                place = image / target
                if path.is_dir():
                    shutil.copytree(path, place, ignore=shutil.ignore_patterns("__pycache__"))
                else:
                    place.mkdir(parents=True, exist_ok=True)
                    shutil.copy(path, place)


def test_the_settings_are_printed_where_they_are_read() -> None:
    """``make settings`` has been run since the declaration changed."""
    paper = (ROOT / "docs/operate/settings.md").read_text(encoding="utf-8")
    composition = (ROOT / "compose.yaml").read_text(encoding="utf-8")

    assert paper == replaced(paper, table())
    assert composition == replaced(composition, composed())


def test_the_paper_names_every_setting_once() -> None:
    paper = (ROOT / "docs/operate/settings.md").read_text(encoding="utf-8")

    named = re.findall(r"^\| `(GPSZONE_\w+)`", paper, re.MULTILINE)

    assert sorted(named) == sorted(setting.variable for setting in settings_in())


def test_the_image_has_the_python_that_is_installed_for_the_tests() -> None:
    checked = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["mypy"]
    installs = (ROOT / "scripts" / "install-python").read_text("utf-8")
    version = checked["python_version"]

    assert _bases()["PYTHON"].startswith(f"python:{version}-slim")
    # The one that is looked for first.
    assert f'${{PYTHON:+"$PYTHON"}} python{version} ' in installs
