"""Signed tokens and their keys (RFC 7515, 7517, 7519): bytes and time in, a verdict out."""
