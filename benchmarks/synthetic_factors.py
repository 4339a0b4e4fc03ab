"""A million invented factors with the names that libraries have: Chinese, English, both, codes, CAS numbers."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from random import Random
from secrets import token_urlsafe
from typing import NamedTuple

from accounts.models import Agency, Role, User
from factors.models import Factor, Library

BATCH = 2_000

# Chinese name | English name | category | unit | synonyms | CAS number
_THINGS = """
铝锭|aluminium ingot|金属|kgCO2e/kg|电解铝 原铝|7429-90-5
铝合金压铸件|aluminium alloy, die-cast part|金属|kgCO2e/kg|压铸铝|
铝板带|aluminium sheet|金属|kgCO2e/kg|铝卷|
铝型材|aluminium extrusion profile|金属|kgCO2e/kg|挤压铝材|
热轧卷板|steel, hot rolled coil|金属|tCO2e/t|热卷 热轧板|
冷轧钢板|steel, cold rolled sheet|金属|tCO2e/t|冷轧板|
螺纹钢|reinforcing steel|金属|tCO2e/t|钢筋|
不锈钢|stainless steel, 304|金属|kgCO2e/kg|SUS304|
硅钢片|electrical steel, grain oriented|金属|kgCO2e/kg|电工钢|
镀锌钢板|galvanised steel sheet|金属|kgCO2e/kg|镀锌板|
球墨铸铁件|cast iron, ductile|金属|kgCO2e/kg|铸件|
电解铜|copper cathode|金属|kgCO2e/kg|阴极铜|7440-50-8
铜线|copper wire, drawn|金属|kgCO2e/kg|铜丝|
黄铜棒|brass rod|金属|kgCO2e/kg||
锌锭|zinc ingot|金属|kgCO2e/kg|电解锌|7440-66-6
铅锭|lead ingot|金属|kgCO2e/kg|电解铅|7439-92-1
工业硅|silicon metal, metallurgical grade|金属|kgCO2e/kg|金属硅|7440-21-3
多晶硅|polysilicon, solar grade|光伏|kgCO2e/kg|太阳能级硅|
钕铁硼磁体|neodymium magnet|金属|kgCO2e/kg|永磁体|
聚丙烯|polypropylene, granulate|塑料|kgCO2e/kg|PP|9003-07-0
高密度聚乙烯|polyethylene, high density, granulate|塑料|kgCO2e/kg|HDPE PE|9002-88-4
低密度聚乙烯|polyethylene, low density, granulate|塑料|kgCO2e/kg|LDPE PE|9002-88-4
聚对苯二甲酸乙二醇酯|polyethylene terephthalate, granulate|塑料|kgCO2e/kg|PET 聚酯|25038-59-9
聚氯乙烯|polyvinylchloride, suspension|塑料|kgCO2e/kg|PVC|9002-86-2
聚苯乙烯|polystyrene, general purpose|塑料|kgCO2e/kg|PS|9003-53-6
ABS树脂|acrylonitrile-butadiene-styrene copolymer|塑料|kgCO2e/kg|ABS|9003-56-9
聚碳酸酯|polycarbonate|塑料|kgCO2e/kg|PC|25037-45-0
尼龙66|nylon 6-6|塑料|kgCO2e/kg|PA66 聚酰胺|32131-17-2
聚氨酯泡沫|polyurethane, flexible foam|塑料|kgCO2e/kg|PU|
环氧树脂|epoxy resin, liquid|塑料|kgCO2e/kg|EP|25068-38-6
天然橡胶|natural rubber|橡胶|kgCO2e/kg|NR|9006-04-6
丁苯橡胶|styrene butadiene rubber|橡胶|kgCO2e/kg|SBR|9003-55-8
炭黑|carbon black|化学品|kgCO2e/kg||1333-86-4
瓦楞纸箱|corrugated board box|包装|kgCO2e/kg|纸箱 瓦楞箱|
牛皮纸|kraft paper|纸|kgCO2e/kg||
白卡纸|solid bleached board|纸|kgCO2e/kg|卡纸|
木托盘|wooden pallet, EUR-flat|包装|kgCO2e/个|托盘|
胶合板|plywood|木材|kgCO2e/m³|多层板|
普通硅酸盐水泥|Portland cement|建材|kgCO2e/t|水泥|65997-15-1
商品混凝土|ready-mix concrete, C30|建材|kgCO2e/m³|商砼|
平板玻璃|flat glass, uncoated|建材|kgCO2e/kg|浮法玻璃|
光伏玻璃|solar glass, low-iron|光伏|kgCO2e/m²|超白玻璃|
石灰石|limestone, crushed|建材|kgCO2e/t||1317-65-3
生石灰|quicklime, milled|建材|kgCO2e/t|氧化钙|1305-78-8
陶瓷砖|ceramic tile|建材|kgCO2e/m²|瓷砖|
氢氧化钠|sodium hydroxide, 50% solution|化学品|kgCO2e/kg|烧碱 片碱|1310-73-2
盐酸|hydrochloric acid, 30%|化学品|kgCO2e/kg||7647-01-0
硫酸|sulfuric acid|化学品|kgCO2e/kg||7664-93-9
硝酸|nitric acid|化学品|kgCO2e/kg||7697-37-2
液氨|ammonia, liquid|化学品|kgCO2e/kg|合成氨|7664-41-7
尿素|urea, as N|化学品|kgCO2e/kg||57-13-6
甲醇|methanol|化学品|kgCO2e/kg||67-56-1
乙醇|ethanol, 99.7%|化学品|kgCO2e/kg|酒精|64-17-5
乙烯|ethylene|化学品|kgCO2e/kg||74-85-1
丙烯|propylene|化学品|kgCO2e/kg||115-07-1
苯|benzene|化学品|kgCO2e/kg|纯苯|71-43-2
甲苯|toluene, liquid|化学品|kgCO2e/kg||108-88-3
丙酮|acetone|化学品|kgCO2e/kg||67-64-1
异丙醇|isopropanol|化学品|kgCO2e/kg|IPA|67-63-0
过氧化氢|hydrogen peroxide, 50%|化学品|kgCO2e/kg|双氧水|7722-84-1
碳酸锂|lithium carbonate|电池材料|kgCO2e/kg||554-13-2
磷酸铁锂|lithium iron phosphate|电池材料|kgCO2e/kg|LFP|15365-14-7
三元正极材料|NMC cathode active material|电池材料|kgCO2e/kg|NCM|
石墨负极|graphite anode, synthetic|电池材料|kgCO2e/kg|人造石墨|7782-42-5
六氟磷酸锂|lithium hexafluorophosphate|电池材料|kgCO2e/kg||21324-40-3
磷酸铁锂电池包|lithium-ion battery pack, LFP|电池|kgCO2e/kWh|动力电池|
单晶硅片|monocrystalline silicon wafer|光伏|kgCO2e/片|硅片|
光伏组件|photovoltaic module, mono-Si|光伏|kgCO2e/m²|太阳能板|
棉纱|cotton yarn|纺织|kgCO2e/kg||
涤纶短纤|polyester staple fibre|纺织|kgCO2e/kg|聚酯纤维|
粘胶纤维|viscose fibre|纺织|kgCO2e/kg||
印制电路板|printed wiring board, unpopulated|电子|kgCO2e/m²|PCB 线路板|
集成电路|integrated circuit, logic type|电子|kgCO2e/kg|芯片 IC|
电解电容|capacitor, electrolyte type|电子|kgCO2e/kg||
油漆|alkyd paint, white|涂料|kgCO2e/kg|涂料|
胶粘剂|adhesive, for metal|化学品|kgCO2e/kg|胶水|
润滑油|lubricating oil|化学品|kgCO2e/kg|机油|
全国电网电力|electricity, medium voltage|电力|kgCO2e/kWh|电 电力 市电|
光伏发电|electricity production, photovoltaic|电力|kgCO2e/kWh|绿电|
蒸汽|steam, in chemical industry|热力|kgCO2e/kg|水蒸气|
热力|heat, district or industrial, natural gas|热力|kgCO2e/MJ||
天然气|natural gas, high pressure|燃料|kgCO2e/m³|燃气|
柴油|diesel, low-sulfur|燃料|kgCO2e/kg|轻柴油|
汽油|petrol, unleaded|燃料|kgCO2e/kg||
烟煤|hard coal|燃料|kgCO2e/kg|动力煤|
液化石油气|liquefied petroleum gas|燃料|kgCO2e/kg|LPG|
自来水|tap water|水|kgCO2e/m³|用水|
去离子水|water, deionised|水|kgCO2e/kg|纯水|7732-18-5
污水处理|wastewater treatment, average|废物|kgCO2e/m³|废水|
生活垃圾焚烧|municipal solid waste, incineration|废物|kgCO2e/t||
危险废物处置|hazardous waste, for incineration|废物|kgCO2e/t|危废|
废钢回收|iron scrap, recycling|废物|kgCO2e/t||
重型货车运输|transport, freight, lorry >32 metric ton|运输|kgCO2e/(t·km)|卡车 公路运输|
轻型货车运输|transport, freight, lorry 3.5-7.5 metric ton|运输|kgCO2e/(t·km)|卡车 公路运输|
铁路货运|transport, freight train|运输|kgCO2e/(t·km)|火车|
集装箱海运|transport, sea, container ship|运输|kgCO2e/(t·km)|海运 集装箱船|
内河航运|transport, inland waterways, barge|运输|kgCO2e/(t·km)|驳船|
航空货运|transport, aircraft, belly-freight|运输|kgCO2e/(t·km)|空运|
氧气|oxygen, liquid|化学品|kgCO2e/kg||7782-44-7
氮气|nitrogen, liquid|化学品|kgCO2e/kg||7727-37-9
氩气|argon, liquid|化学品|kgCO2e/kg||7440-37-1
氢气|hydrogen, gaseous|化学品|kgCO2e/kg||1333-74-0
玻璃纤维|glass fibre|复合材料|kgCO2e/kg|玻纤|
碳纤维|carbon fibre|复合材料|kgCO2e/kg||
冷冻液|coolant, ethylene glycol based|化学品|kgCO2e/kg|乙二醇|107-21-1
大豆油|soybean oil, refined|食品|kgCO2e/kg||
白砂糖|sugar, from sugarcane|食品|kgCO2e/kg||
小麦粉|wheat flour|食品|kgCO2e/kg|面粉|
机械加工|metal working, average for steel product|加工|kgCO2e/kg|机加工|
注塑成型|injection moulding|加工|kgCO2e/kg|注塑|
电镀锌|zinc coating, coils|加工|kgCO2e/m²|镀锌|
焊接|welding, arc, steel|加工|kgCO2e/m||
"""
_MAKERS = [
    "宝山",
    "鞍山",
    "沧源",
    "宁江",
    "海陵",
    "云岭",
    "苍梧",
    "临江",
    "平岗",
    "青禾",
    "远山",
    "东湖",
    "南浦",
    "西郊",
    "北辰",
    "新桥",
    "长岭",
    "金沙",
    "丰泽",
    "广源",
]
_KINDS = [
    "平均",
    "原生",
    "再生",
    "外购",
    "国产",
    "进口",
    "一级",
    "二级",
    "工业级",
    "食品级",
    "电子级",
    "标准型",
    "轻量化",
    "高强度",
    "阻燃",
    "改性",
]
_ENGLISH_KINDS = [
    "production",
    "market_for",
    "treatment_of",
    "primary",
    "secondary",
    "virgin",
    "recycled",
    "average",
    "at_plant",
    "cradle-to-gate",
    "technology_mix",
    "consumption_mix",
    "imported",
    "domestic",
]
_REGIONS = ["中国"] * 6 + [
    "中国·华东",
    "中国·华北",
    "中国·江苏",
    "中国·广东",
    "全球",
    "欧洲",
    "RoW",
    "GLO",
    "RER",
    "US",
    "DE",
    "JP",
    "韩国",
    "英国",
    "法国",
    "巴西",
    "印度",
    "越南",
]
_NUMBERS = (
    "Q235",
    "Q345",
    "6061",
    "5052",
    "304",
    "316L",
    "C30",
    "M8",
    "DN50",
    "T300",
    "V0",
    "50kg",
    "0.5 mm",
    "",
)


class Thing(NamedTuple):
    """What a factor is for."""

    name: str
    english: str
    category: str
    unit: str
    synonyms: str
    cas: str


class World(NamedTuple):
    """Who searches, and in which libraries."""

    user: User
    stranger: User
    libraries: list[Library]


THINGS = [Thing(*line.split("|")) for line in _THINGS.strip().splitlines()]


def make_world() -> World:
    """Two agencies, a person in each; open, own, shared, foreign libraries and one for named people."""
    ours, theirs = Agency.objects.create(name="青禾碳核算"), Agency.objects.create(name="远山碳核算")
    user, stranger = (
        User.objects.create_user(
            f"{name}@example.test", token_urlsafe(), agency=agency, name=name, roles=[Role.CONSULTANT]
        )
        for name, agency in (("lin", ours), ("zhao", theirs))
    )
    audience = Library.Audience
    libraries = [
        Library(agency=None, name="内置材料库", release="2025"),
        Library(agency=None, name="内置能源运输库", release="2025"),
        Library(agency=ours, name="Life cycle database", release="3.12"),
        Library(agency=ours, name="实测因子"),
        Library(agency=ours, name="授权数据库", audience=audience.NAMED),
        Library(agency=theirs, name="远山实测因子"),
        Library(agency=theirs, name="远山共享因子", audience=audience.SHARED),
        Library(agency=theirs, name="远山授权数据库", audience=audience.NAMED),
    ]
    for library in libraries:
        library.save()
    return World(user, stranger, libraries)


def make_factors(world: World, count: int, seed: int = 7) -> None:
    """Write ``count`` factors; the same for the same seed."""
    random = Random(seed)  # noqa: S311
    shares = (20, 10, 25, 5, 5, 20, 5, 10)
    wanted = (_factor(random, number, random.choices(world.libraries, shares)[0]) for number in range(count))
    while some := list(islice(wanted, BATCH)):
        Factor.objects.bulk_create(some, batch_size=500)


def _factor(random: Random, number: int, library: Library) -> Factor:
    thing = random.choice(THINGS)
    english_only = library.name in ("Life cycle database", "授权数据库") and random.random() < 0.8
    english = ", ".join((thing.english, *random.sample(_ENGLISH_KINDS, 2)))
    name = english if english_only else _chinese(random, thing)
    kind, unit = Factor.Kind.FOOTPRINT, thing.unit
    if random.random() < 0.06:
        kind, unit = Factor.Kind.SPEND_BASED, "kgCO2e/元"
    elif thing.category == "燃料" and random.random() < 0.5:
        kind = Factor.Kind.COMBUSTION
    return Factor(
        agency_id=library.agency_id,
        library=library,
        code=_uuids(random) if english_only else f"{thing.category}-{number:07d}",
        name=name,
        name_en="" if english_only else english if random.random() < 0.6 else "",
        synonyms=thing.synonyms if random.random() < 0.4 else "",
        category=thing.category,
        kind=kind,
        amount=Decimal(random.randrange(1, 10**6)).scaleb(-4),
        unit=unit,
        region=random.choice(_REGIONS),
        year=random.choice((None, *range(2008, 2026))),
        cas=thing.cas if random.random() < 0.5 else "",
        state=random.choices(list(_STATES), list(_STATES.values()))[0],
        publisher="虚构的发布机构",
        document="虚构的文献",
        boundary="摇篮到大门",
    )


_STATES = {
    Factor.State.CURRENT: 88,
    Factor.State.PROPOSED: 2,
    Factor.State.SUPERSEDED: 5,
    Factor.State.EXPIRED: 3,
    Factor.State.WITHDRAWN: 2,
}


def _chinese(random: Random, thing: Thing) -> str:
    parts = [random.choice(_KINDS) if random.random() < 0.5 else "", thing.name]
    if random.random() < 0.5:
        parts.append(f"（{random.choice(_MAKERS)}{random.choice(_MAKERS)}厂）")
    if random.random() < 0.4:
        parts.append(f" {random.choice(_NUMBERS)}")
    return "".join(parts).strip()


def _uuids(random: Random) -> str:
    return "_".join(_uuid(random) for _ in range(2))


def _uuid(random: Random) -> str:
    text: Iterator[str] = iter(f"{random.getrandbits(128):032x}")
    return "-".join("".join(islice(text, length)) for length in (8, 4, 4, 4, 12))
