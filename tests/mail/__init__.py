"""Tests of letters, the outbox and SMTP."""
