"""Tests of pki suites."""
