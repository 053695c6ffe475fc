"""Verification of certificates, signatures and revocation; pure functions of bytes and a time."""
