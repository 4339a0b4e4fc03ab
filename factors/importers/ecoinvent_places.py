"""ecoinvent's codes of places in Chinese, as far as they are common; another code stays as it is."""

from __future__ import annotations

from factors.importers.offers import region_of

# Codes of provinces whose letters differ between lists (Henan, Hubei, Hebei, Hunan, Hainan, Shaanxi) stay codes.
_PROVINCES = {
    "AH": "安徽",
    "BJ": "北京",
    "CQ": "重庆",
    "FJ": "福建",
    "GD": "广东",
    "GS": "甘肃",
    "GX": "广西",
    "GZ": "贵州",
    "HL": "黑龙江",
    "JL": "吉林",
    "JS": "江苏",
    "JX": "江西",
    "LN": "辽宁",
    "NM": "内蒙古",
    "NX": "宁夏",
    "QH": "青海",
    "SC": "四川",
    "SD": "山东",
    "SH": "上海",
    "TJ": "天津",
    "XJ": "新疆",
    "XZ": "西藏",
    "YN": "云南",
    "ZJ": "浙江",
}
_CHINA_GRIDS = {
    "CN-NECG": "中国·东北",
    "CN-NCGC": "中国·华北",
    "CN-ECGC": "中国·华东",
    "CN-CCG": "中国·华中",
    "CN-NWG": "中国·西北",
    "CN-SWG": "中国·西南",
    "CN-CSG": "中国·南方",
    "CN-SGCC": "中国·国家电网",
}


def place(code: str) -> str:
    """``CN-GD`` is 中国·广东; what is not known keeps its code."""
    plain = code.strip()
    if plain.startswith("CN-") and plain.removeprefix("CN-") in _PROVINCES:
        return f"中国·{_PROVINCES[plain.removeprefix('CN-')]}"
    if plain.startswith("CN-"):
        return _CHINA_GRIDS.get(plain, f"中国（{plain}）")
    return region_of(plain)
