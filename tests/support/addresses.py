"""Addresses that an operator may mistype, none of which can be fetched."""

_LABEL = "a" * 64
BROKEN = (
    *("nonsense", "//h/a.crl", "http:", "http://", "http:///a.crl", "http//h/a.crl", "htp://h/a"),
    *("ftp://h/a.crl", "file:///etc/passwd", "mailto:a@b", "http://user:word@/"),
    *("http://h:x/", "http://h:-1/", "http://h:65536/", "http://h:99999999/", "http://h:1:2/"),
    *("http://127.0.0.1:65536/", "http://127.0.0.1:-1/", "http://127.0.0.1:0/"),
    *("http://127.0.0.1:1/", "https://127.0.0.1:1/"),
    *("http://[::1/a", "http://[::g]/", "http://[]/", "http://[v1.a]/", "http://999.1.1.1/"),
    *("http://xn--/", "http://xn--a/", "http://münchen..de/", "http://①/", "http://＠/"),
    *("http://\u2028/", "http://h\0/", "http://h/\0", "http://h/\ud800", "\thttp://h/"),
    *("http://..../", "http://%zz/", f"http://{_LABEL}.example/", f"http://{'é' * 70}.example/"),
    *(f"http://{'a.' * 200}example/", f"http://{'h' * 70_000}/", f"http://h/{'p' * 70_000}"),
)
