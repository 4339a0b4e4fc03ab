"""Traditional Chinese characters as simplified ones, one for one, as far as they occur in names of things: 鋁錠 is 铝锭.

Only the writing is evened out; words that differ between places (矽 and 硅, 塑膠 and 塑料) are synonyms.
"""

from __future__ import annotations

import re

_TRADITIONAL = (
    "萬與專業東絲兩個箇爲為麗義鄉書買於雲亞產僅從儀價會傳體餘脩剋關內寫農衝沖凈淨準幾齣劃別彆製劑辦務動區醫華單衛卻捲廠廳壓廂廚參蔘雙發髮變隻葉號閤衕後噸員週噴迴園國"
    "圓場塊墳牆壯聲殼處備複復頭夾奧學甯寧實傢寬對導壽爾侷層屬巖佈帶幹乾榦併並廣慶庫應廢開異棄張強當噹錄彔徵徑態總戰戶纔託護報掛擠損換據搖數斷鏇無舊時顯術朮機雜權條來"
    "闆極構櫃檸標棧樹覈橋樑櫚歐殘氣氫氬漢汙沒瀝註漿濟濃塗滌潤澱溫遊灣滾滿燈爐點煉鍊菸煙燒熱牽豬環現電療鹽監蓋盤礦碼磚礫礎確鹼離稈種積稱豎築篩籃類糧醣係繫緊紅縴纖約級"
    "純紗綸紙紋紡線綫組織終經絨結繞給絕統維綿綢綠纜編縫纏縮網聯肅膠腦脫緻囌甦蘇藥葯矇濛懞蝦蠟補錶裝見規計訂許設評詞試詢該詳誤說請貨質購貴費資車軋軌轉輪軟軸輕載轎較輛"
    "輻輸輾邊遼達過運這遠連跡蹟適選遞鄰醬痠採寀埰裡裏鑑鑒釘釩釹鈣鈦鈉鋇鋼鎢鈷鉬鉀鐵鉛銅鋁鉻鉸銨銀鑄鏈銷鋰鏽銹鋅錫錦錠鋸錳鍛鍍鎂鎳長門閉間閥陽陰階際陸陝險麪麵頁項順須"
    "鬚預領顆顏額風飛飲飾飽飼餅饋馬駁駛魚鮮雞鴨麥黃齒龍"
)
_SIMPLIFIED = (
    "万与专业东丝两个个为为丽义乡书买于云亚产仅从仪价会传体余修克关内写农冲冲净净准几出划别别制剂办务动区医华单卫却卷厂厅压厢厨参参双发发变只叶号合同后吨员周喷回园国"
    "圆场块坟墙壮声壳处备复复头夹奥学宁宁实家宽对导寿尔局层属岩布带干干干并并广庆库应废开异弃张强当当录录征径态总战户才托护报挂挤损换据摇数断旋无旧时显术术机杂权条来"
    "板极构柜柠标栈树核桥梁榈欧残气氢氩汉污没沥注浆济浓涂涤润淀温游湾滚满灯炉点炼炼烟烟烧热牵猪环现电疗盐监盖盘矿码砖砾础确碱离秆种积称竖筑筛篮类粮糖系系紧红纤纤约级"
    "纯纱纶纸纹纺线线组织终经绒结绕给绝统维绵绸绿缆编缝缠缩网联肃胶脑脱致苏苏苏药药蒙蒙蒙虾蜡补表装见规计订许设评词试询该详误说请货质购贵费资车轧轨转轮软轴轻载轿较辆"
    "辐输辗边辽达过运这远连迹迹适选递邻酱酸采采采里里鉴鉴钉钒钕钙钛钠钡钢钨钴钼钾铁铅铜铝铬铰铵银铸链销锂锈锈锌锡锦锭锯锰锻镀镁镍长门闭间阀阳阴阶际陆陕险面面页项顺须"
    "须预领颗颜额风飞饮饰饱饲饼馈马驳驶鱼鲜鸡鸭麦黄齿龙"
)
_TABLE = str.maketrans(_TRADITIONAL, _SIMPLIFIED)
_ANY = re.compile(f"[{_TRADITIONAL}]")


def simplified(text: str) -> str:
    """The text with the traditional characters written as simplified ones; as long as before."""
    return text.translate(_TABLE) if _ANY.search(text) else text
