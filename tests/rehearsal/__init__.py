"""Tests of the rehearsal with a real card."""
