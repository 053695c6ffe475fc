"""Tests of mailed one-time links."""
