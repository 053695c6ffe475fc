"""Tests of pki cms."""
