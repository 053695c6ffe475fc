"""Sessions, roles and permissions, and requests for sign-in links."""
