"""Tests of stored evidence of signatures."""
