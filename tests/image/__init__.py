"""Tests of the image and the composition by a real engine (`make image-test`)."""
