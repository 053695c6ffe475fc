"""Tests of automatic and manual review."""
