"""Tests of the ports of a demo: commands look at those with which it was last started."""

from pathlib import Path

import pytest

from web.cli.settings import keep_ports, settings_of


def test_a_demo_that_was_never_started_has_the_usual_ports(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)

    assert settings.origin == "http://localhost:8000"
    assert settings.component_origin == "http://localhost:61161"


def test_commands_look_at_the_ports_of_its_last_start(tmp_path: Path) -> None:
    keep_ports(tmp_path, port=8001, card_port=61162)
    keep_ports(tmp_path, port=8002, card_port=61163)

    settings = settings_of(tmp_path)

    assert settings.origin == "http://localhost:8002"
    assert all("localhost:61163/" in url for url in settings.list_urls)
    assert settings_of(tmp_path, port=9000).origin == "http://localhost:9000"


@pytest.mark.parametrize("content", ["", "{", "7", "[1]", '["a", "b"]'])
def test_a_damaged_note_of_them_is_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "ports.json").write_text(content)

    assert settings_of(tmp_path).origin == "http://localhost:8000"
