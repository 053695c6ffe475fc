"""Bound certificates and the challenges that cards sign."""
