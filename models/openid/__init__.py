"""OpenID Connect for partner systems: relying parties, keys, requests, codes and tokens."""
