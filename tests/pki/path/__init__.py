"""Tests of certification paths."""
