"""Tests of the DER reader."""
