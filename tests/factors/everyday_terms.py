"""What people type for everyday materials, energies, transports and wastes, and what must stand first for it.

In the order of the columns: the names (Chinese, short, English, abbreviation, CAS number …), a text in the name of the
first factor that is found without a line; for a line's box the unit, the kind of stage, and a text in the name of the
first factor there. A ``!`` before the text: it fits by another unit only, and must be marked so. A ``-``: the starter
library has no such factor, the answer must say so. A ``~``: so it says, and a wider or narrower thing comes first. Several texts with a stroke: any of them.
"""

from __future__ import annotations

from typing import NamedTuple


class Everyday(NamedTuple):
    """One row of the table."""

    names: tuple[str, ...]
    first: str
    unit: str
    stage: str
    in_box: str


_TABLE = """
# 金属
钢 / 钢材 / 钢铁 / steel | 普通碳钢 | kg | raw_materials | 普通碳钢
碳钢 / 碳素钢 / carbon steel | 碳钢 | t | raw_materials | 碳钢
热轧卷板 / 热卷 / 热轧板 / hot rolled coil / HRC | 热轧碳钢 | kg | raw_materials | 热轧碳钢
冷轧板 / 冷轧卷 / cold rolled steel / CRC | 冷轧碳钢板卷 | kg | raw_materials | 冷轧碳钢板卷
镀锌板 / 镀锌钢板 / galvanized steel / galvanised steel | 镀锌板卷 | kg | raw_materials | 镀锌板卷
马口铁 / 镀锡板 / tinplate | 镀锡板卷/钢罐 | kg | packaging | 镀锡板卷/钢罐
钢筋 / 螺纹钢 / rebar / reinforcing steel | 钢筋 | t | raw_materials | 钢筋
型钢 / 角钢 / H型钢 / section steel | 型钢/H钢 | kg | raw_materials | 型钢/H钢
钢管 / 无缝管 / steel pipe | 管 | kg | raw_materials | 管
铁 / 生铁 / pig iron / iron | 生铁 | t | raw_materials | 生铁
铸铁 / 铸铁件 / cast iron | 铸造生铁/铸铁件 | kg | raw_materials | 铸造生铁
铝锭 / 电解铝 / 原铝 / aluminium ingot / primary aluminum | 电解铝 | kg | raw_materials | 电解铝
铝 / 铝材 / aluminium / aluminum / Al / 7429-90-5 | 电解铝/铝板带 | kg | raw_materials | 电解铝/铝板带
铝板 / 铝板带 / aluminium sheet | 铝板带 | kg | raw_materials | 铝板带
铝箔 / 易拉罐 / aluminium foil | 铝罐和铝箔/混合金属罐 | kg | packaging | 铝罐和铝箔/混合金属罐
铜 / 铜材 / copper | 铜 | 元 | raw_materials | !铜
废钢 / 废铁 / 废金属 / scrap steel / scrap metal | 废金属 | t | raw_materials | 废金属
# 塑料、橡胶
塑料 / 塑胶 / plastic | 塑料（平均） | kg | raw_materials | 塑料（平均）
聚丙烯 / PP / polypropylene / 9003-07-0 | 聚丙烯 | kg | raw_materials | 聚丙烯
聚乙烯 / PE / polyethylene / 9002-88-4 | 聚乙烯 | kg | raw_materials | 聚乙烯
高密度聚乙烯 / HDPE / high density polyethylene | 高密度聚乙烯 | kg | raw_materials | 高密度聚乙烯
低密度聚乙烯 / LDPE | 低密度 | kg | raw_materials | 低密度
聚酯切片 / PET / polyethylene terephthalate | 聚对苯二甲酸乙二醇酯 | kg | packaging | 聚对苯二甲酸乙二醇酯
聚氯乙烯 / PVC / polyvinyl chloride | 聚氯乙烯 | kg | raw_materials | 聚氯乙烯
聚苯乙烯 / PS / polystyrene / 9003-53-6 | 聚苯乙烯 | kg | packaging | 聚苯乙烯
泡沫 / EPS / 发泡聚苯乙烯 / expanded polystyrene | 聚苯乙烯泡沫板/硬泡聚氨酯板 | kg | packaging | 聚苯乙烯泡沫板/硬泡聚氨酯板
聚氨酯 / PU / polyurethane | 聚氨酯 | kg | raw_materials | 聚氨酯
缠绕膜 / 塑料膜 / 薄膜 / plastic film | 塑料薄膜/低密度和线性低密度聚乙烯 | kg | packaging | 塑料薄膜/低密度和线性低密度聚乙烯
塑料袋 / plastic bag | ~塑料薄膜 | kg | packaging | ~塑料薄膜
轮胎 / 橡胶轮胎 / tyre / tire | 轮胎 | kg | raw_materials | 轮胎
橡胶 / rubber / 合成橡胶 | 橡胶 | kg | raw_materials | !橡胶
# 纸、木、包装
纸箱 / 瓦楞纸箱 / corrugated box / carton / corrugated | 箱纸板/纸板 | kg | packaging | 箱纸板/纸板
纸板 / 卡纸 / paperboard / cardboard | 纸板 | kg | packaging | 纸板
纸 / 纸张 / 复印纸 / paper | 纸（ | kg | packaging | 纸（
木材 / 木 / 木料 / timber / wood | 木材 | kg | raw_materials | 木材
托盘 / 木托盘 / pallet | 木材 | kg | packaging | 木材
玻璃 / glass | 玻璃 | kg | raw_materials | 玻璃
玻璃瓶 / glass bottle | 玻璃 | kg | packaging | 玻璃
平板玻璃 / 浮法玻璃 / flat glass | 平板玻璃 | t | raw_materials | 平板玻璃
玻璃纤维 / 玻纤 / glass fibre / fiberglass | 玻璃纤维 | kg | raw_materials | 玻璃纤维
# 建材
水泥 / cement | 普通硅酸盐水泥 | t | raw_materials | 普通硅酸盐水泥
熟料 / 水泥熟料 / clinker | 硅酸盐水泥熟料 | t | raw_materials | 硅酸盐水泥熟料
混凝土 / 商砼 / concrete | 混凝土 | m³ | raw_materials | 混凝土
砂 / 砂子 / 河砂 / sand | 砂（ | t | raw_materials | 砂（
石子 / 碎石 / gravel | 碎石/骨料 | t | raw_materials | 碎石/骨料
石灰 / 生石灰 / quicklime / 1305-78-8 | 石灰生产 | t | raw_materials | 石灰生产
石膏 / gypsum | 天然石膏 | t | raw_materials | 天然石膏
砖 / 砖块 / brick | 砖 | t | raw_materials | 砖
岩棉 / rock wool / mineral wool | 岩棉板 | kg | raw_materials | 岩棉板
沥青 / asphalt | 沥青 | t | raw_materials | 沥青
# 其他材料和部件
润滑油 / 机油 / lubricant | 矿物油/润滑 | kg | raw_materials | 矿物油
油漆 / 涂料 / 漆 / paint | 涂料 | kg | raw_materials | !涂料
胶水 / 胶粘剂 / adhesive / glue | 胶粘剂 | kg | raw_materials | !胶粘剂
衣服 / 服装 / 衣物 / clothing | 服装 | kg | raw_materials | 服装
布 / 布料 / 面料 / fabric | 服装 | kg | raw_materials | 服装
电池 / 锂电池 / lithium-ion battery | 电池 | kg | raw_materials | 电池
线路板 / 电路板 / PCB / printed circuit board | 印制电路板/电路板 | kg | raw_materials | !印制电路板/电路板
螺丝 / 螺栓 / bolt / screw | 螺栓 | kg | raw_materials | !螺栓
轴承 / bearing | 轴承 | kg | raw_materials | !轴承
电脑 / 计算机 / computer | 信息技术设备 | kg | raw_materials | 信息技术设备
# 能源和水
电 / 电力 / 用电 / 市电 / electricity / grid | 全国电力平均碳足迹 | kWh | production | 全国电力平均碳足迹
光伏 / 太阳能发电 / solar power | 光伏发电 | kWh | production | 光伏发电
水电 / 水力发电 / hydropower | 水力发电 | kWh | production | 水力发电
蒸汽 / 热力 / 热 / steam / heat | 热力 | GJ | production | 热力
天然气 / 燃气 / natural gas / NG | 天然气燃烧 | Nm³ | production | 天然气燃烧
柴油 / 轻柴油 / 0号柴油 / diesel | 柴油燃烧 | L | production | !柴油燃烧
柴油 / diesel | 柴油燃烧 | kg | production | 柴油燃烧
汽油 / 92号汽油 / petrol / gasoline | 汽油燃烧 | L | production | !汽油燃烧
液化气 / LPG / 液化石油气 | 液化石油气燃烧 | kg | production | 液化石油气燃烧
煤 / 煤炭 / 动力煤 / coal | 煤燃烧 | t | production | 煤燃烧
焦炭 / coke | 焦炭燃烧 | t | production | 焦炭燃烧
油 / oil | 油 | kg | raw_materials | 矿物油
水 / 自来水 / 新鲜水 / tap water | 自来水 | t | production | 自来水
水 / 自来水 / tap water | 自来水 | m³ | production | 自来水供应
# 运输
货车 / 卡车 / 汽运 / truck / lorry | 货车/道路货运/公路运输 | t·km | distribution | 货车/公路运输
重卡 / 重型货车 / heavy truck / HGV | 货车 | t·km | raw_material_transport | 货车
柴油 | 柴油燃烧 | t·km | distribution | 柴油货车
火车 / 铁路 / 铁路运输 / rail freight | 铁路 | t·km | distribution | 铁路
轮船 / 船 / 海运 / 货船 / sea freight | 运 | t·km | distribution | 航运/海运/水路
集装箱船 / container ship | 集装箱船 | t·km | distribution | 集装箱船
空运 / 飞机 / 航空 / air freight | 航空 | t·km | distribution | 航空
# 废物
污水 / 废水 / 污水处理 / wastewater | 污水处理 | m³ | end_of_life | 污水处理
垃圾 / 生活垃圾 / municipal solid waste | 城市废弃物 | t | end_of_life | 城市废弃物
# 起步因子库没有的
氢氧化钠 / 烧碱 / 火碱 / NaOH / 1310-73-2 | - | kg | raw_materials | -
硫酸 / sulfuric acid / H2SO4 | - | kg | raw_materials | -
盐酸 / HCl | - | kg | raw_materials | -
尿素 / urea | - | kg | raw_materials | -
氧气 / 氧 / oxygen / O2 | - | kg | production | -
氮气 / 氮 / nitrogen / N2 | - | kg | production | -
乙醇 / 酒精 / ethanol | - | kg | raw_materials | -
棉花 / 棉 / cotton | - | kg | raw_materials | -
皮革 / 真皮 / leather | - | kg | raw_materials | -
再生铝 / recycled aluminium | - | kg | raw_materials | -
聚碳酸酯 / PC / polycarbonate | - | kg | raw_materials | -
ABS / ABS塑料 / 9003-56-9 | - | kg | raw_materials | -
不锈钢 / stainless steel / SUS304 | - | kg | raw_materials | -
填埋 / landfill | - | t | end_of_life | -
冰 / ice | - | kg | production | -
R134a / R-134a / HFC-134a / 1,1,1,2-四氟乙烷 / 811-97-2 | - | kg | use | -
六氟化硫 / SF6 / 2551-62-4 | - | kg | use | -
"""


def _row(line: str) -> Everyday:
    names, first, unit, stage, in_box = (cell.strip() for cell in line.split("|"))
    return Everyday(tuple(name.strip() for name in names.split(" / ")), first, unit, stage, in_box)


EVERYDAY = [_row(line) for line in _TABLE.splitlines() if line.strip() and not line.startswith("#")]
