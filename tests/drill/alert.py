"""The alert that fires when the worker is stopped, by Prometheus with the rules of ops/."""

import httpx

from tests.drill.log import DrillFailed
from tests.drill.site import HOME, Site
from tests.support.run.in_thread import carry_out
from tests.support.run.programs import program
from tests.support.servers.process import until

# The rule waits for two minutes, after a scrape that comes every fifteen seconds.
FIRING_SECONDS = 240.0
ALERT = "GpszoneTargetAway"


def see_alert(site: Site) -> None:
    """Stop the worker, wait until its alert fires, start it, and wait until it ends."""
    at = f"{HOME}:{site.ports['alerts']}"
    site.start(
        "prometheus",
        program("prometheus", package="prometheus"),
        *(f"--config.file={site.prometheus()}", f"--web.listen-address={at}"),
        f"--storage.tsdb.path={site.folder / 'tsdb'}",
    )
    carry_out(until(lambda: _targets(at) == 3, within=90))
    if _firing(at):
        raise DrillFailed(f"{ALERT} fires while everything runs")
    site.log.say("$ systemctl stop gpszone-worker   (here: SIGTERM)")
    code = site.children["worker"].end()
    site.log.say(f"  the worker ended with {code}")
    carry_out(until(lambda: _firing(at), within=FIRING_SECONDS))
    site.log.say(f"  {ALERT} fires")
    site.start_worker()
    carry_out(until(lambda: not _firing(at), within=FIRING_SECONDS))
    site.log.say(f"  {ALERT} has ended")


def _targets(at: str) -> int:
    """Return how many of the service's processes Prometheus reaches."""
    try:
        found = httpx.get(f"http://{at}/api/v1/query", params={"query": "up"}, timeout=10).json()
    except httpx.TransportError:
        return 0
    return sum(one["value"][1] == "1" for one in found["data"]["result"])


def _firing(at: str) -> bool:
    found = httpx.get(f"http://{at}/api/v1/alerts", timeout=10).json()["data"]["alerts"]
    return any(one["labels"]["alertname"] == ALERT and one["state"] == "firing" for one in found)
