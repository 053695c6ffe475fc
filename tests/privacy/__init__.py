"""Tests of erasure and export of personal data."""
