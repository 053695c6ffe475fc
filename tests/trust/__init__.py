"""Tests of the trusted CA certificates."""
