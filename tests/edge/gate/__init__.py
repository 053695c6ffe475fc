"""Tests of who may send which documents."""
