"""A package like that of EMS_S_01 of July 2026, of invented facilities."""

import json
import random
import zipfile
from pathlib import Path

# 36 MB of ZIP, 409,441,780 octets of JSON.
REAL_ROWS = 450_027
# The 26 fields, and how many characters of them are at random, so that it shrinks as the real one.
_WORDS = "測試化工運輸股份有限公司製造廠倉儲環保科技實業企業工業區一二三四五六七八九十甲乙丙丁"


def write_package(path: Path, *, rows: int = REAL_ROWS) -> None:
    """Write the ZIP with its one JSON array and the file of its checksum."""
    at_random = random.Random(14)  # noqa: S311  # Invented facilities.
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        with package.open("EMS_S_01.json", "w", force_zip64=True) as member:
            member.write(b"[")
            for number in range(rows):
                record = json.dumps(_facility(number, at_random), ensure_ascii=False, indent=1)
                member.write((record if number == 0 else f",\n{record}").encode())
            member.write(b"]")
        package.writestr("hash.txt", "0" * 32)


def _facility(number: int, at_random: random.Random) -> dict[str, str | None]:
    name = "".join(at_random.choices(_WORDS, k=9))
    street = "".join(at_random.choices(_WORDS, k=6))
    released = f"20{number % 20 + 5:02}-0{number % 9 + 1}-15" if number % 9 == 0 else ""
    address = f"桃園市觀音區{street}路{number % 900}號之{number % 7}"
    return {
        "emsno": f"T{number:07d}",
        "facilityname": f"{name}第{number}廠",
        "uniformno": f"{at_random.randrange(10**8):08}",
        "county": "桃園市",
        "township": "觀音區",
        "facilityaddress": address,
        "industryareaname": "測試工業區非屬工業區之其他地區",
        "industryid": f"{number % 9000:04}",
        "industryname": "其他化學材料及其製品製造業與批發零售業",
        "twd97tm2x": f"{at_random.uniform(200_000, 300_000):.3f}",
        "twd97tm2y": f"{at_random.uniform(2_500_000, 2_800_000):.3f}",
        "wgs84lon": f"{at_random.uniform(120, 122):.6f}",
        "wgs84lat": f"{at_random.uniform(22, 25):.6f}",
        **dict.fromkeys(("isair", "iswater", "iswaste", "issoil"), "01"[number % 2]),
        "istoxic": "1" if number % 3 == 0 else "0",
        **dict.fromkeys(("airreleasedate", "waterreleasedate", "wastereleasedate"), released),
        **dict.fromkeys(("toxicreleasedate", "soilreleasedate"), released),
        "industrygroup": "化學材料及肥料、氮化合物、塑橡膠原料、人造纖維製造業、其他化學製品製造業"
        * 3,
        "admino": None,
        "facno": None,
    }
