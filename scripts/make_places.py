"""Make ``inventories/distances/places.csv``: the places of the distance table, from two published packages.

Run by hand when the table is to be renewed, with the packages' files unpacked::

    pip download --no-deps --dest packages cpca==0.5.5 searoute==1.6.0
    (unpack both)
    scripts/make_places.py ADCODES_CSV PORTS_GEOJSON > inventories/distances/places.csv

Reports keep the distance with its arithmetic (``inventories.footprint.values.Route``), so a renewed table changes
none that was taken before.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

HEAD = """\
# 行政区划与港口坐标表，供按起讫地点计算运输距离。由 scripts/make_places.py 生成，请勿手工修改。
# 表名：2021 年行政区划坐标表（cpca 0.5.5）
# 行政区划：cpca 0.5.5（2021-02-20），资源文件 adcodes.csv，MIT License，Copyright (c) 2018 QinYuan Du
# 港口：searoute 1.6.0，资源文件 ports.geojson，Apache License 2.0，港口代码为 UN/LOCODE
# 坐标系的差异（WGS-84、GCJ-02、BD-09）不超过约 1.2 km，距离取整到 km 且以市县驻地代表全境，故不作换算。
# 无坐标的行政区划（定州市、辛集市等）不收录。
"""
# Rows of the source that are headings of the code list and not places.
GENERIC = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
_LONG = "蒙古|哈萨克|柯尔克孜|塔吉克|锡伯|维吾尔|布依|土家|朝鲜|哈尼|傈僳|拉祜|布朗|普米|纳西|景颇|仡佬|毛南|仫佬|撒拉|保安|东乡|裕固|独龙|达斡尔|鄂温克|鄂伦春"
_SHORT = "羌|满|回|藏|苗|彝|壮|侗|瑶|白|傣|黎|佤|畲|水|土|怒|各"
_AUTONOMOUS = re.compile(rf"^(.{{2,}}?)(?:(?:{_LONG})族?|(?:{_SHORT})族)+自治[区州县旗]$")
_SUFFIX = re.compile(r"^(.{2,}?)(?:特别行政区|自治[区州县旗]|地区|林区|新区|矿区|[省市区县旗盟])$")
# Ports by the name that people write, and their UN/LOCODE. Only such as lie where their city lies in the other source.
PORTS = {
    "上海港": "CNSHA", "洋山港": "CNYAN", "宁波港": "CNNGB", "舟山港": "CNZOS", "乍浦港": "CNZAP",
    "盐田港": "CNYTN", "蛇口港": "CNSHK", "南沙港": "CNNSA", "黄埔港": "CNHUA", "青岛港": "CNTAO",
    "天津港": "CNTSN", "大连港": "CNDLC", "厦门港": "CNXMN", "鲅鱼圈港": "CNBAY", "连云港港": "CNLYG",
    "日照港": "CNRZH", "烟台港": "CNYNT", "秦皇岛港": "CNSHP", "曹妃甸港": "CNCFD", "黄骅港": "CNHHA",
    "马尾港": "CNMAW", "泉州港": "CNQZJ", "汕头港": "CNSWA", "湛江港": "CNZHA", "钦州港": "CNQZH",
    "洋浦港": "CNYPG", "温州港": "CNWNZ", "太仓港": "CNTAC", "张家港港": "CNZJG", "南通港": "CNNTG",
    "镇江港": "CNZHE", "南京港": "CNNKG", "芜湖港": "CNWHI", "九江港": "CNJIU", "武汉港": "CNWUH",
    "城陵矶港": "CNCLJ", "重庆港": "CNCKG", "高雄港": "TWKHH", "基隆港": "TWKEL",
}  # fmt: skip


class Row(NamedTuple):
    """One place of the table; ``short`` is its name as people say it."""

    code: str
    name: str
    short: str
    longitude: str
    latitude: str


def short_of(name: str) -> str:
    """苏州市 → 苏州, 阿坝藏族羌族自治州 → 阿坝; names of two characters stay."""
    found = _AUTONOMOUS.match(name) or _SUFFIX.match(name)
    return found[1] if found is not None else name


def regions(path: Path) -> Iterator[Row]:
    """Provinces, prefectures and counties with coordinates, in the order of their codes."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: row["adcode"])
    for row in rows:
        name = row["name"]
        if name not in GENERIC and row["longitude"]:
            yield Row(row["adcode"][:6], name, short_of(name), row["longitude"], row["latitude"])


def ports(path: Path) -> Iterator[Row]:
    """The ports of ``PORTS``, in its order."""
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    at = {each["properties"]["port"]: each["geometry"]["coordinates"] for each in features}
    for name, code in PORTS.items():
        longitude, latitude = at[code]
        yield Row(code, name, name, str(longitude), str(latitude))


def main() -> None:
    adcodes, geojson = Path(sys.argv[1]), Path(sys.argv[2])
    sys.stdout.write(HEAD)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(Row._fields)
    writer.writerows(regions(adcodes))
    writer.writerows(ports(geojson))


if __name__ == "__main__":
    main()
