"""A wrong study file is refused with every error, its place and what is allowed."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from django.conf import settings
from jsonschema import Draft202012Validator

from reports.reading import UnreadableError, read
from reports.snapshot import canonical, digest, portable, schema
from tests.reports.drafts import DEMO, brake_file


def problems(members: Any) -> list[str]:
    """What ``read`` says, line by line."""
    data = members if isinstance(members, bytes) else json.dumps(members).encode()
    with pytest.raises(UnreadableError) as refused:
        read(data)
    return [str(problem) for problem in refused.value.problems]


def brake_members() -> dict[str, Any]:
    members: dict[str, Any] = json.loads((DEMO / "brake-actuator.json").read_text())
    return members


def test_every_error_is_named_with_path_row_and_what_is_allowed() -> None:
    members = brake_members()
    lines = members["study"]["lines"]
    lines[0]["amount"] = 1.4677
    lines[1]["kind"] = "material"
    lines[2]["amuont"] = "1"
    del lines[3]["unit"]
    members["study"]["period"]["start"] = "2023-02-30"
    members["study"]["rounding"] = {"ties": "down"}
    members["study"]["company"]["credit_code"] = "91320413000000001X"
    said = problems(members)
    assert said == [
        "$.study.company.credit_code（常州示范汽车电子有限公司）：统一社会信用代码的校验位不符："
        "末位为“X”，按前 17 位计算应为“J”，请核对原件。",
        f'$.study.period.start（{members["study"]["title"]}）：不是有效日期，应写成 "2023-12-31"',
        f"$.study.rounding.ties（{members['study']['title']}）：只能是：'even'、'up'",
        '$.study.lines[0].amount（壳体）：数值须写成带引号的文本，例如 "1.4677"',
        "$.study.lines[1]（支架）：kind 只能是：'activity'、'transport'",
        "$.study.lines[2].amuont（活塞）：没有此成员，请检查拼写（允许的成员见 docs/study-file.schema.json）",
        "$.study.lines[3].unit（摩擦片）：缺少此成员",
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "不是有效的 JSON"),
        (b"\xff\xfe{}", "不是 UTF-8"),
        (b"[]", "最外层应为 JSON 对象"),
        (b'{"format": "other"}', "不是核算项目文件"),
        (b'{"format": "pcf-study", "version": 2}', "文件版本为 2"),
        (b'{"format": "pcf-study", "version": true}', "文件版本为 true"),
        (b'{"format": "pcf-study", "format": "pcf-study"}', "$.format：同一对象中成员重复"),
        (b'{"format": "pcf-study", "version": 1, "study": NaN}', "$.study：不允许的数值 NaN"),
        (b'{"a":' * 60 + b"1" + b"}" * 60, "嵌套超过"),
        (b"[" * 200_000, "嵌套过深"),
    ],
)
def test_a_file_that_is_none_is_refused_plainly(data: bytes, said: str) -> None:
    assert said in problems(data)[0]


def test_what_json_allows_and_a_value_cannot_hold_is_named_all_at_once_with_its_place() -> None:
    text = (DEMO / "brake-actuator.json").read_text()
    text = text.replace('"amount": "1.4677"', '"amount": "1.4677", "amount": "4.1677"', 1)  # 壳体
    text = text.replace("执行器本体，承受制动力", "\\u0000\\ud800", 1)
    text = text.replace('"horizon_years": 100', '"horizon_years": 1' + "0" * 5000, 1)
    text = text.replace('"share_decimals": 2', '"share_decimals": Infinity', 1)
    said = problems(text.encode())
    title = brake_members()["study"]["title"]
    assert said == [
        "$.study.gwp_set.horizon_years（IPCC AR5）：整数过长（5001 位）",
        f"$.study.rounding.share_decimals（{title}）：不允许的数值 Infinity；未知的数值请写 null",
        "$.study.lines[0].amount（壳体）：同一对象中成员重复，只能保留一个",
        "$.study.lines[0].purpose（壳体）：文本含有不能保存或印出的字符（U+0000、U+D800），请删去",
    ]


def test_many_members_are_searched_for_doubles_in_a_moment() -> None:
    members = ",".join(f'"k{number}":1' for number in range(100_000))
    assert problems(f'{{{members},"k7":2}}'.encode()) == ["$.k7：同一对象中成员重复，只能保留一个"]


@pytest.mark.parametrize("text", ["1e3", "1,5", "１", " 1", "+1", "01", ".5", "NaN", "1_000", "", "1" * 31])
def test_a_number_is_written_in_one_way(text: str) -> None:
    members = brake_members()
    members["study"]["lines"][0]["amount"] = text
    assert problems(members)[0].startswith("$.study.lines[0].amount（壳体）：")


def test_times_of_a_programme_have_no_zone_and_horizons_are_years() -> None:
    members = brake_members()
    members["content"]["programme"][0]["start"] = "09:00:00+08:00"
    members["study"]["gwp_set"]["horizon_years"] = 10**12
    assert problems(members) == [
        "$.study.gwp_set.horizon_years（IPCC AR5）：不能大于 1000",
        '$.content.programme[0].start：时刻不带时区，应写成 "09:30"',
    ]


def test_a_picture_must_be_in_the_file_and_be_what_its_name_says() -> None:
    members = brake_members()
    absent = hashlib.sha256(b"absent").hexdigest()
    wrong = hashlib.sha256(b"right").hexdigest()
    members["study"]["product"]["pictures"] = [{"digest": absent, "media_type": "image/png"}]
    members["files"] = {wrong: "d3Jvbmc="}
    assert problems(members) == [
        f"$.files.{absent}：缺少图片内容：有图片引用此 SHA-256，但 files 中没有",
        f"$.files.{wrong}：文件内容与其 SHA-256 不符，可能已损坏",
    ]


def test_reading_what_was_written_gives_the_same_value_and_hash() -> None:
    document = brake_file()
    again = read(portable(document, {}).encode())
    assert again == document
    assert digest(again) == digest(document) == hashlib.sha256(canonical(document).encode()).hexdigest()


def test_the_hash_changes_with_one_digit_and_not_with_the_order_of_members() -> None:
    document = brake_file()
    members = brake_members()
    shuffled = dict(reversed(members.items()))
    assert digest(read(json.dumps(shuffled).encode())) == digest(document)
    members["study"]["lines"][0]["amount"] += "0"
    assert digest(read(json.dumps(members).encode())) != digest(document)


def test_the_published_schema_is_that_of_the_value_and_accepts_the_demonstration() -> None:
    published = json.loads((settings.BASE_DIR / "docs" / "study-file.schema.json").read_text())
    assert published == json.loads(json.dumps(schema()))
    Draft202012Validator.check_schema(published)
    for file in DEMO.glob("*.json"):
        Draft202012Validator(published).validate(json.loads(file.read_text()))
