"""Certificates, lists, answers and messages of the tests."""
