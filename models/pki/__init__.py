"""Verdicts on certificates, signatures and revocation; pure functions of bytes and a time."""
