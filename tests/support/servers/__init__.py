"""Servers and processes that the tests start."""
