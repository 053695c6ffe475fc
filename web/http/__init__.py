"""The HTTP application: routes, request context, headers, static files."""
