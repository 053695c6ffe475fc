"""Tests of pki crl."""
