"""Observability for operators: health, metrics, logs."""
