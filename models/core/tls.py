"""TLS to servers outside: what is verified of a certificate stands here, not in Python's version.

`ssl.create_default_context` sets two more flags from Python 3.13 on. VERIFY_X509_STRICT refuses
chains that leave out what RFC 5280 asks of issuers, such as a subject key identifier (§4.2.1.2);
there are such roots in every system's store, and in offices of their own. VERIFY_X509_PARTIAL_CHAIN
makes any certificate that is given as trusted the end of a chain.
"""

import ssl

# As in Python 3.11: every signature, validity, name and right to issue is verified (RFC 5280 §6.1).
VERIFIED = ssl.VERIFY_X509_TRUSTED_FIRST
UNUSED = (ssl.VERIFY_X509_STRICT, ssl.VERIFY_X509_PARTIAL_CHAIN)


def client_context(*, authorities: str | None = None) -> ssl.SSLContext:
    """Return a context that verifies a server's certificate and host name.

    ``authorities`` is a file of CA certificates (PEM), by default the system's store.

    :raises OSError: when the file cannot be read
    """
    context = ssl.create_default_context(cafile=authorities)
    context.verify_flags = VERIFIED
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
