"""Tests of cards behind a PKCS#11 module."""
