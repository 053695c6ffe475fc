"""Tests of CMS messages."""
