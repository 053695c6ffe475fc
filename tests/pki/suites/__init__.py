"""Tests of published test suites and other validators."""
