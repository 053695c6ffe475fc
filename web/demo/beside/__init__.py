"""The demo's card component alone, beside a staging system, and the files that one begins with."""
