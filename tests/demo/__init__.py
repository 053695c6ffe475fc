"""Tests of the demo's parties."""
