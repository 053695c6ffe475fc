"""Tests of the desk of the staff, in browsers."""
