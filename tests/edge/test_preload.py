"""Tests of preloading the files that a page is made of."""

import json
import os
import re
from pathlib import Path

import pytest

from tests.support.paths import ROOT
from web.http.preload import PAGES, language_of, link

MANIFEST = {
    "src/pages/Apply.tsx": {"file": "assets/Apply-1.js", "imports": ["_frame.js", "_forms.js"]},
    "src/words/zh/frame.ts": {"file": "assets/zh-frame-1.js"},
    "src/words/zh/pages.ts": {"file": "assets/zh-pages-1.js"},
    "src/words/en/frame.ts": {"file": "assets/en-frame-1.js"},
    "src/words/en/pages.ts": {"file": "assets/en-pages-1.js"},
    "_forms.js": {"file": "assets/forms-1.js", "imports": ["_frame.js", "_field.js"]},
    "_field.js": {"file": "assets/field-1.js", "imports": ["_forms.js"]},
    "_frame.js": {"file": "assets/frame-1.js"},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Create a small build of a client."""
    (tmp_path / ".vite").mkdir()
    (tmp_path / ".vite/manifest.json").write_text(json.dumps(MANIFEST))
    (tmp_path / "index.html").write_text('<script src="/assets/frame-1.js"></script>')
    return tmp_path


def test_a_page_names_its_files_and_what_they_import_once(folder: Path) -> None:
    named = link(folder, PAGES["/apply"])["link"]

    assert named.split(", ") == [
        "</assets/zh-frame-1.js>; rel=modulepreload",
        "</assets/Apply-1.js>; rel=modulepreload",
        "</assets/zh-pages-1.js>; rel=modulepreload",
        "</assets/forms-1.js>; rel=modulepreload",
        "</assets/field-1.js>; rel=modulepreload",
    ]


def test_another_build_names_other_files(folder: Path) -> None:
    link(folder, PAGES["/apply"])
    manifest = folder / ".vite/manifest.json"
    manifest.write_text(manifest.read_text().replace("-1.js", "-20.js"))
    os.utime(manifest, (1, 1))

    assert "</assets/Apply-20.js>" in link(folder, PAGES["/apply"])["link"]


def test_the_start_page_names_the_words_of_the_frame_alone(folder: Path) -> None:
    assert link(folder, PAGES["/"]) == {"link": "</assets/zh-frame-1.js>; rel=modulepreload"}


def test_who_reads_english_is_named_no_chinese_words(folder: Path) -> None:
    language = language_of({"language": "en"})

    named = link(folder, PAGES["/apply"], language=language)["link"]

    assert "</assets/en-frame-1.js>" in named
    assert "</assets/en-pages-1.js>" in named
    assert "zh-" not in named


@pytest.mark.parametrize("cookies", [{}, {"language": "zh-Hant-TW"}, {"language": "../../en"}])
def test_everybody_else_reads_chinese(cookies: dict[str, str]) -> None:
    assert language_of(cookies) == "zh"


def test_without_a_list_of_files_nothing_is_named(tmp_path: Path) -> None:
    assert link(tmp_path, PAGES["/apply"]) == {}


def test_the_pages_are_those_of_the_client() -> None:
    main = (ROOT / "web/client/src/main.tsx").read_text(encoding="utf-8")
    made_of = {
        name: {page, *re.findall(r"'(\w+)'", words)}
        for name, page, words in re.findall(
            r"const (\w+) = page\(\(\) => import\('\./pages/(\w+)'\)(.*?)\);", main
        )
    }
    made_of |= {name: {"texts"} for name in re.findall(r"const (\w+) = textPage\(", main)}
    routes = dict(re.findall(r'<Route path="(.+?)" component=\{(\w+)\}', main))

    assert routes.keys() == PAGES.keys()
    assert routes.pop("/") == "Start"
    for address, name in routes.items():
        stems = {Path(source).stem for source in PAGES[address]}
        assert stems == made_of[name] | {"frame", "pages"}, address
