"""Tests of partner systems."""
