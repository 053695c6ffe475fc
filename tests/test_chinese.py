"""Tests that pages, mails, errors and GraphiQL call each thing by one Chinese name.

The manual's own name is taken where it has one, and its formal tone everywhere.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.support.paths import ROOT

# What is said instead, by what is forbidden.
NAMES = {
    "案號|申請編號|受理編號|案件號碼": "案件編號",
    "重新寄[發送出]|再寄一次|補寄": "重寄",
    "驗證信|說明信|確認信(?!箱)|通知函": "認證信 of the letter that opens an account, else 通知信",
    "環境保護許可管理|環保許可|(?<!環境保護)許可資訊系統": "環境保護許可資訊系統（EMS）",
    "受理中|由我受理|由您受理|無人受理|受理案件": "取件",
    "送件": "送審",
    "日誌": "稽核紀錄",
    "管理人員|系統管理員|(?<!系統)(?<!系統的)管理者": "系統管理者",
    "行為者": "行為人",
    "資料異動|資料已異動": "基本資料變更",
    "開戶": "開立帳號",
    "憑證持有人|卡片持有人": "持卡人",
    "聯絡電話|連絡人|連絡方式|連絡資料": "連絡電話 is the manual's, and 聯絡 all else",
    "[Ee]-mail|電郵|電子郵箱|電子郵件地址": "Email or 電子郵件信箱",
    "帳戶|賬號|賬戶": "帳號",
    "台灣": "臺灣",
    "憑證(?:已經?)?逾期|(?<!清冊)(?<!可能)已逾期": "已到期 of cards, 已失效 of applications",
    "西元(?!日期)": "the Republic's calendar alone",
    "密碼卡|晶片密碼": "憑證卡片密碼（PIN 碼）",
}
TONE = {
    "這[個張件台份項段筆次位組裡]|這一頁": "此、本頁、此處",
    "還沒": "尚未、尚無",
    "已經": "已",
    "不必|不需要|不用(?!於)": "無須",
    "不能": "無法、不得",
    "如果": "若",
    "為了": "為",
    "換了": "更換",
    "都還在": "均已保留",
    "怎麼(?!做)|什麼時候": "如何、何時",
}


@dataclass(frozen=True, kw_only=True)
class Said:
    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text.strip()[:120]}"


def _found(pattern: str, said: tuple[Said, ...]) -> list[str]:
    expression = re.compile(pattern)
    return [str(one) for one in said if expression.search(one.text)]


@pytest.mark.parametrize(("pattern", "better"), NAMES.items(), ids=str)
def test_each_thing_has_one_name(pattern: str, better: str) -> None:
    found = _found(pattern, everything())

    assert not found, "\n".join([f"say {better}", *found])


@pytest.mark.parametrize(("pattern", "better"), TONE.items(), ids=str)
def test_the_tone_is_the_manuals(pattern: str, better: str) -> None:
    found = _found(pattern, everything())

    assert not found, "\n".join([f"say {better}", *found])


def test_every_kind_of_place_is_looked_at() -> None:
    places = {re.split(r"[:]", one.place)[0] for one in everything()}

    for place in (
        "web/client/src/words/zh/pages.ts",
        "web/client/src/desk/words/zh/events.ts",
        "web/client/index.html",
        "web/graphiql/src/words.ts",
        "web/graphiql/examples/30-claim.graphql",
        "models/mail/letters/passed.zh-Hant-TW.jinja",
        "models/link/link.py",
    ):
        assert place in places


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("您的案號為", "案號|申請編號|受理編號|案件號碼"),
        ("請洽管理者", "管理人員|系統管理員|(?<!系統)(?<!系統的)管理者"),
        ("這張憑證", "這[個張件台份項段筆次位組裡]|這一頁"),
    ],
)
def test_a_wrong_name_is_found(text: str, pattern: str) -> None:
    assert pattern in NAMES | TONE
    assert _found(pattern, (Said(place="here", text=text),))


@cache
def everything() -> tuple[Said, ...]:
    return tuple(
        one for one in (*_of_files(), *_of_code()) if re.search(r"[\u4e00-\u9fff]", one.text)
    )


def _of_files() -> Iterator[Said]:
    client, graphiql = ROOT / "web/client", ROOT / "web/graphiql"
    for path in (
        *sorted(client.glob("src/**/words/zh/**/*.ts")),
        *sorted(client.glob("*.html")),
        *(graphiql / "src" / name for name in ("words.ts", "Examples.tsx")),
        graphiql / "index.html",
        *sorted(graphiql.glob("examples/*.graphql")),
        *sorted((ROOT / "models/mail/letters").glob("*.zh-Hant-TW.jinja")),
    ):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            yield Said(place=f"{path.relative_to(ROOT)}:{number}", text=line)


def _of_code() -> Iterator[Said]:
    """Return what errors and hints say, without docstrings, which quote titles of standards."""
    for floor in ("models", "resolvers"):
        for path in sorted((ROOT / floor).rglob("*.py")):
            if "migrations" not in path.parts:
                yield from _constants(path)


def _constants(path: Path) -> Iterator[Said]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in docstrings:
            continue
        if isinstance(node.value, str):
            yield Said(place=f"{path.relative_to(ROOT)}:{node.lineno}", text=node.value)
