"""Tests of pki der."""
