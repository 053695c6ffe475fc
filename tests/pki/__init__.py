"""Tests of verdicts on certificates, signatures and revocation."""
