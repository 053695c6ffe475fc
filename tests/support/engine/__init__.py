"""A container engine of the tests' own: stand-in bases, the image's contents, the composition."""
