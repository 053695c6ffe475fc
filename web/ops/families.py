"""Families of metrics with one sample, or one for each value of a label."""

from collections.abc import Mapping

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily


def gauge(name: str, help_text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"gpszone_{name}", help_text, value=float(value))


def counter(name: str, help_text: str, value: float) -> CounterMetricFamily:
    return CounterMetricFamily(f"gpszone_{name}", help_text, value=float(value))


def labelled(
    name: str, help_text: str, label: str, values: Mapping[str, float]
) -> GaugeMetricFamily:
    """Return a gauge with a sample for each value of its one label."""
    family = GaugeMetricFamily(f"gpszone_{name}", help_text, labels=(label,))
    for value, measured in values.items():
        family.add_metric((value,), float(measured))
    return family
