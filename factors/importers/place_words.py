"""What people write in a column of places, as the libraries here call it: CN, China and 江苏省 are all within 中国.

Only whole cells that name one place for certain; anything else stays as it was written.
"""

from __future__ import annotations

import re

from factors.importers.ecoinvent_places import place

_PROVINCES = frozenset(
    [
        "北京",
        "天津",
        "河北",
        "山西",
        "内蒙古",
        "辽宁",
        "吉林",
        "黑龙江",
        "上海",
        "江苏",
        "浙江",
        "安徽",
        "福建",
        "江西",
        "山东",
        "河南",
        "湖北",
        "湖南",
        "广东",
        "广西",
        "海南",
        "重庆",
        "四川",
        "贵州",
        "云南",
        "西藏",
        "陕西",
        "甘肃",
        "青海",
        "宁夏",
        "新疆",
    ]
)
_SUFFIX = re.compile(r"(省|市|(壮族|回族|维吾尔)?自治区)$")
_ENGLISH = {
    "china": "CN",
    "pr china": "CN",
    "people's republic of china": "CN",
    "global": "GLO",
    "world": "GLO",
    "rest of world": "RoW",
    "europe": "RER",
    "european union": "EU",
    "usa": "US",
    "united states": "US",
    "japan": "JP",
    "korea": "KR",
    "south korea": "KR",
    "germany": "DE",
    "france": "FR",
    "uk": "GB",
    "united kingdom": "GB",
    "india": "IN",
    "vietnam": "VN",
    "thailand": "TH",
    "malaysia": "MY",
    "indonesia": "ID",
    "russia": "RU",
    "australia": "AU",
    "brazil": "BR",
    "canada": "CA",
    "norway": "NO",
    "italy": "IT",
    "spain": "ES",
    "netherlands": "NL",
}
_CODE = re.compile(r"[A-Z]{2,3}(-[A-Z]{2,4})?|RoW")


def place_in_words(text: str) -> str:
    """``Germany`` and ``DE`` are 德国, ``江苏省`` is 中国·江苏."""
    plain = text.strip()
    code = _ENGLISH.get(plain.casefold(), plain)
    if _CODE.fullmatch(code):
        return place(code)
    bare = _SUFFIX.sub("", plain)
    return f"中国·{bare}" if bare in _PROVINCES else plain
