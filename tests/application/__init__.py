"""Tests of applications, from the form to the account."""
