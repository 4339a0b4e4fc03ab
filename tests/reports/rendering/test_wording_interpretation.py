"""Sentences that are made from the result: ranking, hot spots, data, conclusion, placeholders."""

from __future__ import annotations

from decimal import Decimal

import pytest

from inventories.footprint.subject import ProcessStep
from inventories.footprint.values import (
    FunctionalUnit,
    PeriodTotal,
    Quality,
    Stage,
)
from reports.content import AssessmentFinding, Content, Declaration
from reports.rendering import declaration, interpretation
from reports.rendering.document import content_findings, placeholders, sections, unknown_placeholders
from reports.rendering.errors import RenderError
from reports.rendering.facts import Facts
from reports.rendering.sections import quality
from tests.reports.rendering.document_samples import changed, content, document, section_words, study, words
from tests.reports.rendering.wording_samples import facts, line, small

# --- interpretation -----------------------------------------------------------------------------------------------


def test_stages_are_ranked_by_their_exact_figures() -> None:
    # 3 of 4 is 75 %, 1 of 4 is 25 %; the study names the smaller stage first
    of = facts(small(line("a", "1"), line("b", "3", stage="made")))
    assert interpretation.ranking_sentences(of) == (
        "各生命周期阶段的结果由大到小依次为（单位：kgCO2e）：生产（3.0000，占75.00%）、"
        "原材料（1.0000，占25.00%）。其中生产的贡献最大，超过总量的一半。",
    )
    assert interpretation.advice_opening(of) == "生产对结果的贡献最大，占比75.00%，改进宜首先从这一阶段着手。"
    assert [told[:2] for told in interpretation.advice(of)] == ["生产", "原材"]


def test_half_is_not_more_than_half() -> None:
    told = interpretation.ranking_sentences(facts(small(line("a", "1"), line("b", "1", stage="made"))))[0]
    assert told.endswith("其中原材料的贡献最大。")


def test_a_study_of_one_stage_is_not_ranked() -> None:
    only = (Stage(key="raw", kind="raw_materials", label="原材料"),)
    told = interpretation.ranking_sentences(facts(small(line("a", "2"), stages=only)))
    assert told == ("结果全部来自原材料阶段。",)


def test_a_study_that_emits_nothing_is_neither_ranked_nor_advised() -> None:
    told = words(document(small(line("甲", "0")), holding=Content(people=content().people)))
    assert "各生命周期阶段均没有大于零的排放，不作排序。" in told
    assert "各项清单数据均没有大于零的排放。" in told
    assert "本次核算没有运输数据。" in told
    assert "贡献最大" not in told
    assert "不作敏感性分析" in told
    assert "暂无针对排放源的改进建议" in told


def test_empty_stages_say_whether_nothing_is_emitted_or_nothing_is_known() -> None:
    stages = (
        Stage(key="raw", kind="raw_materials", label="原材料"),
        Stage(key="use", kind="use", label="使用", empty="none", reason="使用时不耗能。"),
        Stage(key="end", kind="end_of_life", label="处置", empty="not_quantified"),
    )
    told = interpretation.ranking_sentences(facts(small(line("a", "1"), stages=stages)))
    assert told[1:] == ("使用在系统边界内，没有排放，原因：使用时不耗能。", "处置在系统边界内，未量化。")


def test_hot_spots_are_the_fewest_lines_that_make_four_fifths() -> None:
    # 50 + 35 = 85 of 100: two lines
    of = facts(small(line("甲", "35"), line("乙", "50"), line("丙", "15")))
    assert interpretation.hot_spot_sentence(of) == (
        "按清单数据看，主要排放源由大到小为（单位：kgCO2e）：乙（50.0000，占50.00%）、甲（35.0000，占35.00%）；"
        "以上2项合计占各项排放之和的85.00%。"
    )


def test_many_hot_spots_are_named_up_to_five() -> None:
    # ten lines of 10 %: eight of them make 80 %
    told = interpretation.hot_spot_sentence(facts(small(*(line(f"第{n}项", "1") for n in range(10)))))
    assert told.count("（1.0000，占10.00%）") == 5
    assert told.endswith("；包括以上各项在内的8项合计占各项排放之和的80.00%。")


def test_a_single_source_is_called_the_main_one() -> None:
    of = facts(small(line("甲", "9"), line("乙", "1")))
    assert (
        interpretation.hot_spot_sentence(of)
        == "按清单数据看，最主要的排放源是甲（9.0000 kgCO2e，占90.00%）。"
    )
    assert interpretation.credit_sentence(of) == ""


def test_credits_are_named_and_never_called_sources() -> None:
    of = facts(small(line("甲", "9"), line("回收", "1", factor="credit", note="边角料回用，抵扣等量新料")))
    assert interpretation.credit_sentence(of) == "回收的结果为负值，表示清除或抵减的排放，已计入合计。"
    assert "回收" not in interpretation.hot_spot_sentence(of)


def test_data_are_counted_by_kind_with_their_part_of_the_result() -> None:
    # 3 of 4 kg rest on secondary data
    of = facts(small(line("甲", "1"), line("乙", "3", data_kind="secondary")))
    assert interpretation.data_sentence(of) == (
        "清单数据共2项，按活动数据的类型分为初级数据1项和次级数据1项；按排放量计，初级数据占25.00%。"
    )
    alike = facts(small(line("甲", "1"), line("乙", "3")))
    assert interpretation.data_sentence(alike) == "清单数据共2项，其活动数据均为初级数据。"


def test_lines_of_the_same_name_are_told_apart_by_their_stage() -> None:
    of = facts(small(line("a", "9", name="电力"), line("b", "8", name="电力", stage="made")))
    assert "电力（原材料）" in interpretation.hot_spot_sentence(of)
    assert "电力（生产）" in interpretation.hot_spot_sentence(of)


def test_sensitivity_is_a_tenth_of_the_line() -> None:
    # 9 of 10 kg: ten per cent of it is 0.9 kg, nine per cent of the total
    told = section_words(document(small(line("甲", "9"), line("乙", "1"))), "sensitivity")
    assert "其活动数据或排放因子变化10%，总量随之变化9.00%。" in told
    assert "甲|9.0000|±0.900|±9.00%" in told


def test_with_more_credits_than_emissions_changes_are_told_without_shares() -> None:
    # 2 − 5 = −3 kg: ten per cent of 2 kg is 0.2 kg; there is no share of a total below zero
    credit = line("回收", "5", factor="credit", stage="made", note="边角料回用")
    of = document(small(line("甲", "2"), credit))
    told = section_words(of, "sensitivity")
    assert "结果对甲最敏感：其活动数据或排放因子变化10%，总量随之变化0.200 kgCO2e。" in told
    assert "甲|2.0000|±0.200\n" in told
    assert "合计不大于零，不计算总量的相对变化。" in told
    assert "没有大于零的排放" not in told
    by_stage = section_words(of, "by_stage")
    assert "各生命周期阶段的结果见" in by_stage
    assert "合计不大于零，不计算占比，以“—”表示。" in by_stage
    assert "碳足迹占比" not in by_stage
    assert "阶段占比" not in section_words(of, "formulas")


# --- period totals, quality ---------------------------------------------------------------------------------------


def test_a_period_total_is_printed_with_share_output_and_what_is_left_of_it() -> None:
    # 1200 kg × 50 % ÷ 400 件 = 1.5 kg a piece
    basis = PeriodTotal(output=Decimal(400), output_unit="件", share=Decimal("0.5"))
    of = document(small(line("甲", "1200", basis=basis.model_dump(mode="json"), data_source="台账")))
    told = section_words(of, "activity")
    assert "序号|名称|数据期总量|分摊比例|产量|每件产品用量|单位|数据来源" in told
    assert "1|甲|1200|50%|400 件|1.5|kg|台账" in told
    assert "除以同期产量，再乘以每功能单位对应的产品数量，得到每功能单位的数量。" in told
    per_tonne = changed(
        of.study, functional_unit=FunctionalUnit(amount=Decimal(1000), unit="件", description="x")
    )
    assert "|每1000 件用量|" in section_words(document(per_tonne), "activity")
    assert "甲为共用计量，按分摊比例归属于被评价产品" in section_words(of, "allocation")


def test_quality_is_rated_by_line_and_weighted_by_contribution() -> None:
    # (1+2+3)/3 = 2.0 on 9 kg, 4 on 1 kg: (2×9 + 4×1)/10 = 2.2; the third line is not rated: 10 of 20 kg are
    first = Quality(reliability=1, completeness=2, time=3)
    rated = (line("甲", "9", quality=first.model_dump()), line("乙", "1", quality={"technology": 4}))
    of = facts(small(*rated, line("丙", "10")))
    assert quality.overall(of.lines) == (Decimal("2.2"), Decimal("0.5"))
    told = section_words(document(of.study), "quality")
    assert "甲|1|2|3|—|—|2.0" in told
    assert "占全部排放量的50.00%，按排放量加权的平均分为2.2分。" in told
    assert "丙" not in told


def test_parts_of_all_emissions_say_how_credits_are_counted() -> None:
    # 6 kg rated of 6 + |−2| = 8 kg: 75 %, where the share of the total is 6/4
    credit = line("回收", "2", factor="credit", note="边角料回用", data_kind="secondary")
    of = document(small(line("甲", "6", quality={"time": 1}), credit))
    assert "占全部排放量（抵减按绝对值计）的75.00%" in section_words(of, "quality")
    assert "按排放量计（抵减按绝对值计），初级数据占75.00%" in interpretation.data_sentence(Facts(of))


# --- declaration and conclusion -----------------------------------------------------------------------------------


def test_the_conclusion_names_the_steps_that_were_taken() -> None:
    told = declaration.conformity(facts(study("brake")))
    assert told.startswith("经文件评审、现场评价和技术复核，该产品的碳足迹核算符合")
    at_desk = content().model_copy(update={"programme": ()})
    assert declaration.conformity(facts(study("brake"), at_desk)).startswith("经文件评审和技术复核，")


def test_open_nonconformities_forbid_the_statement_of_conformity() -> None:
    found = AssessmentFinding(grade="nonconformity", description="缺少电费结算单")
    of = facts(study("brake"), content().model_copy(update={"findings": (found,)}))
    told = declaration.conformity(of)
    assert "尚有1项不符合项未关闭" in told
    assert "符合上述准则" not in told
    assert "评价过程中共开具不符合项1项，其中1项尚未关闭，见表" in section_words(of.document, "findings")


def test_without_criteria_nothing_is_said_to_conform() -> None:
    of = document(changed(study("brake"), criteria=(), standards=()))
    with pytest.raises(RenderError, match="没有填写评价准则或采用标准"):
        declaration.conformity(Facts(of))
    assert "评价准则" in content_findings(of)[0].reason


def test_limits_of_use_and_other_statements_are_the_agencys_own_where_there_are_any() -> None:
    own = Declaration(use_limits="仅供客户甲使用", other_statements="")
    of = facts(study("brake"), content().model_copy(update={"declaration": own}))
    assert declaration.use_limits(of) == "仅供客户甲使用。"
    assert declaration.other_statements(of) == "无。"


# --- sections and placeholders ------------------------------------------------------------------------------------


def test_every_placeholder_finds_its_text() -> None:
    of = facts(study("brake"))
    empty = [placeholder.name for placeholder in placeholders() if not placeholder.value(of)]
    assert empty == []
    assert len({placeholder.name for placeholder in placeholders()}) == len(placeholders())


def test_every_default_wording_uses_known_placeholders_only() -> None:
    assert [info.key for info in sections() if unknown_placeholders(info.wording)] == []
    assert len({info.key for info in sections()}) == len(sections())


def test_unknown_placeholders_are_told_once_and_document_numbers_are_none() -> None:
    assert unknown_placeholders("〔产品名称〕〔客户〕国发〔2021〕23号〔客户〕") == ("客户",)


def test_a_study_of_bare_necessities_is_told_without_gaps() -> None:
    brake = study("brake")
    bare = changed(
        brake,
        company=brake.company.model_copy(
            update={
                "address": "",
                "credit_code": "",
                "legal_representative": "",
                "contacts": (),
                "introduction": "",
            }
        ),
        product=brake.product.model_copy(
            update={
                "model": "",
                "specification": "",
                "mass": None,
                "introduction": "",
                "functions": (),
                "process": (),
                "equipment": (),
            }
        ),
        purpose="",
        audience="",
        assumptions=(),
        limitations=(),
        libraries=(),
        factors=tuple(factor.model_copy(update={"library": None}) for factor in brake.factors),
    )
    holding = Content(people=content().people)
    of = document(bare, holding=holding)
    assert content_findings(of) == ()
    told = words(of)
    for gone in ("企业介绍", "产品功能", "专家名单", "数据库介绍", "主要生产设备"):
        assert gone not in told
    for said in (
        "未记录生产工艺步骤。",
        "时间安排：无。",
        "无记录。",
        "本次评价未开展现场评价。",
        "评价过程中未开具不符合项、观察项或澄清项。",
        "支持性文件：无。",
        "本次核算未使用因子库",
    ):
        assert said in told


def test_steps_without_details_are_listed_by_name_alone() -> None:
    brake = study("brake")
    steps = (ProcessStep(name="冲压"), ProcessStep(name="电镀", outsourced=True))
    told = section_words(
        document(changed(brake, product=brake.product.model_copy(update={"process": steps}))), "production"
    )
    assert "序号|工序\n1|冲压\n2|电镀（外协）" in told


def test_the_brake_case_ranks_production_before_packaging() -> None:
    # the published report ranked 包装材料 0.26% before 生产过程 0.73%, and advised electricity first
    of = facts(study("brake"))
    assert interpretation.ranking_sentences(of)[0] == (
        "各生命周期阶段的结果由大到小依次为（单位：kgCO2e）：原材料（5.4863，占96.11%）、"
        "原材料运输（0.1656，占2.90%）、生产过程（0.0414，占0.73%）、包装材料（0.0151，占0.26%）、"
        "包装运输（0.0001，占0.00%）。其中原材料的贡献最大，超过总量的一半。"
    )
    assert interpretation.advice_opening(of).startswith("原材料对结果的贡献最大，占比96.11%")
    assert [told.split("：")[0] for told in interpretation.advice(of)] == ["原材料"]
