"""Tests of the company registry."""
