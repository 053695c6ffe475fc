"""Tests of pki ocsp."""
