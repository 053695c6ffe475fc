"""Tests of what fails without crashing: silence, wrong clocks, full disks, lost registries."""
