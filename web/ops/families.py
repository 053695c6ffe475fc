"""Families of metrics with one sample, or one for each value of a label."""

from collections.abc import Mapping, Sequence

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily


def gauge(name: str, help_text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"gpszone_{name}", help_text, value=float(value))


def counter(name: str, help_text: str, value: float) -> CounterMetricFamily:
    return CounterMetricFamily(f"gpszone_{name}", help_text, value=float(value))


# By the values of several labels.
Counts = Mapping[tuple[str, ...], int]


def counters(
    name: str, help_text: str, labels: Sequence[str], counts: Counts
) -> CounterMetricFamily:
    """Return a counter with a sample for each combination of values."""
    family = CounterMetricFamily(f"gpszone_{name}", help_text, labels=labels)
    for values, count in counts.items():
        family.add_metric(values, float(count))
    return family


def labelled(
    name: str, help_text: str, label: str, values: Mapping[str, float]
) -> GaugeMetricFamily:
    """Return a gauge with a sample for each value of its one label."""
    family = GaugeMetricFamily(f"gpszone_{name}", help_text, labels=(label,))
    for value, measured in values.items():
        family.add_metric((value,), float(measured))
    return family
