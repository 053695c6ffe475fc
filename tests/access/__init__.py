"""Tests of authentication, and of its repetition in transactions."""
