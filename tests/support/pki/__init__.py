"""Certificates, lists, answers and messages that the tests make."""
