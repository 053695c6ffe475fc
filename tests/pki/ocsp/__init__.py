"""Tests of OCSP answers."""
