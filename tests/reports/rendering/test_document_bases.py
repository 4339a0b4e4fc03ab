"""Shares, losses and counts in the report: what of a meter is the product's, what was lost, what was fit for use."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from inventories.footprint import values
from reports.rendering.blocks import Blocks
from reports.rendering.facts import Facts
from reports.rendering.sections.inventory import activity, process_information
from reports.rendering.sections.scope import allocation
from tests.reports.rendering.document_samples import changed, document, study, words_of

D = Decimal
METER = values.Sharing(
    key="A1",
    name="总装车间电表",
    by="hours",
    unit="h",
    own=D("1200"),
    others=(values.SharingPart(name="支架", amount=D("2400")),),
    note="按月报工时",
)


def shared() -> values.Study:
    """The brake study: its electricity a third of a shared meter, its first material with a loss."""
    brake = study("brake")
    period = values.PeriodTotal(output=D("100"), output_unit="件", meter="A1")
    lines = [
        line.model_copy(update={"basis": period}) if line.unit == "kWh" else line for line in brake.lines
    ]
    lines[0] = lines[0].model_copy(
        update={"basis": values.PerUnit(loss=values.Loss(rate=D("0.05"), of="net"))}
    )
    output = values.Output(
        amount=D("60000"), unit="件", produced=D("60500"), rejected=D("500"), reworked=D("80")
    )
    return changed(brake, lines=tuple(lines), sharings=(METER,), output=output)


def told(section: Callable[[Facts], Blocks]) -> str:
    facts = Facts(document(shared()))
    labels = {"sharing-1": "表 1", "process-information": "表 2"}
    for stage in facts.stages:
        labels[f"activity-{stage.stage.key}"] = f"表 {stage.stage.key}"
    return "\n".join(words_of(block, labels) for block in section(facts))


def test_the_allocation_shows_who_shares_what() -> None:
    text = told(allocation)
    assert "按工时分摊，总装车间电表的数值和比例见表 1。" in text
    for row in ("制动执行器（FB）|1200|33.33%", "支架|2400|66.67%", "合计|3600|100%"):
        assert row in text
    assert "按月报工时" in text


def test_the_activity_table_shows_the_share_and_the_loss() -> None:
    text = told(activity)
    assert "33.33%" in text
    assert "净用量 1.4677 kg，另计损耗（净用量的 5%）。" in text
    # 1.4677 × 1.05 = 1.541085, printed to six figures.
    assert "1.54108" in text or "1.54109" in text


def test_the_output_says_what_was_scrapped_and_reworked() -> None:
    assert "60000 件（完工 60500，不合格 500；其中返工后合格 80）" in told(process_information)
