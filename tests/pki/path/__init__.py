"""Tests of pki path."""
