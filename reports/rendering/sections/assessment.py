"""第3章: the assessment: team, schedule, document review, on-site programme, findings, technical review."""

from __future__ import annotations

from itertools import groupby

from reports.content import AssessmentFinding, Duty, Grade, Interviewee, Person, ProgrammeSlot
from reports.rendering.blocks import Blocks, Column, Heading, Paragraph, Ref, Row, fitted, text
from reports.rendering.facts import Facts
from reports.rendering.phrases import DASH, NONE, clause, date_text, days_text, sentence

DUTIES: dict[Duty, str] = {
    "leader": "组长",
    "member": "组员",
    "technical_reviewer": "技术复核人",
    "approver": "批准人",
}
GRADES: dict[Grade, str] = {"low": "低", "medium": "中等", "high": "高"}
_FINDINGS = {"nonconformity": "不符合项", "observation": "观察项", "clarification": "澄清项"}


def team(facts: Facts) -> Blocks:
    """Who assessed and who reviewed, with the numbers of their qualifications."""
    people = [person for duty in DUTIES for person in facts.people(duty) if duty != "approver"]
    if not people:
        return text(f"人员安排：{NONE}。")
    columns = (
        Column("序号", 12, "centre"),
        Column("姓名", 26),
        Column("职责", 28),
        Column("资格证书编号", 34),
    )
    rows = [Row((str(n), *_person(person))) for n, person in enumerate(people, start=1)]
    table = fitted("team", "评价人员安排", columns, rows, optional=(3,))
    return (Paragraph.of("评价人员及职责见", Ref("team"), "。"), table)


def _person(person: Person) -> tuple[str, str, str]:
    return person.name, DUTIES[person.duty], person.qualification


def schedule(facts: Facts) -> Blocks:
    entries = facts.content.schedule
    if not entries:
        return text(f"时间安排：{NONE}。")
    columns = (Column("序号", 12, "centre"), Column("日期", 44), Column("工作内容", 44))
    rows = [
        Row((str(n), days_text(item.start, item.end), item.activity))
        for n, item in enumerate(entries, start=1)
    ]
    return (
        Paragraph.of("评价工作的时间安排见", Ref("schedule"), "。"),
        fitted("schedule", "评价工作时间安排", columns, rows),
    )


def review(facts: Facts) -> Blocks:
    """Strategic analysis and risk assessment, each as a table with its grade at the end."""
    found = facts.content.document_review
    strategy = [
        ("工作的性质、规模与复杂性", found.nature_and_scale),
        ("温室气体信息的可信程度与完整性", found.information_confidence),
        ("复杂程度", "" if found.complexity is None else GRADES[found.complexity]),
    ]
    risk = [
        ("固有风险", found.inherent_risk),
        ("控制风险", found.control_risk),
        ("检查风险", found.detection_risk),
        ("风险等级", "" if found.risk is None else GRADES[found.risk]),
    ]
    return (
        Heading("策略分析"),
        *_assessed("strategy", "策略分析结果", strategy),
        Heading("风险评估"),
        *_assessed("risk", "风险评估结果", risk),
    )


def _assessed(key: str, caption: str, entries: list[tuple[str, str]]) -> Blocks:
    rows = [Row((name, value.strip())) for name, value in entries if value.strip()]
    if not rows:
        return text(f"{NONE}记录。")
    columns = (Column("项目", 26), Column("评审意见", 74))
    return (Paragraph.of(f"{caption}见", Ref(key), "。"), fitted(key, caption, columns, rows))


def programme(facts: Facts) -> Blocks:
    """The on-site programme by day."""
    slots = facts.content.programme
    if not slots:
        return text("本次评价未开展现场评价。")
    columns = (
        Column("时间", 14),
        Column("主要评价内容", 35),
        Column("访谈对象（姓名、职位、部门）", 30),
        Column("组员分工", 21),
    )
    rows: list[Row] = []
    for number, (day, on_day) in enumerate(groupby(slots, key=lambda slot: slot.day), start=1):
        rows.append(Row((f"第{number}天（{date_text(day)}）", "", "", ""), "group"))
        rows += [Row(_slot(slot)) for slot in on_day]
    days = sorted({slot.day for slot in slots})
    opening = f"评价组于{days_text(days[0], days[-1])}开展现场评价，现场记录见"
    return (Paragraph.of(opening, Ref("programme"), "。"), fitted("programme", "现场记录表", columns, rows))


def _slot(slot: ProgrammeSlot) -> tuple[str, str, str, str]:
    time = f"{slot.start:%H:%M}—{slot.end:%H:%M}"
    interviewees = "；".join(_interviewee(person) for person in slot.interviewees)
    return time, slot.topic, interviewees or DASH, "、".join(slot.members) or DASH


def _interviewee(person: Interviewee) -> str:
    return "，".join(part for part in (person.name, person.post, person.department) if part) or DASH


def findings(facts: Facts) -> Blocks:
    found = facts.content.findings
    if not found:
        return text("评价过程中未开具不符合项、观察项或澄清项。")
    columns = (
        Column("序号", 8, "centre"),
        Column("类别", 14),
        Column("发现", 36),
        Column("整改或说明", 26),
        Column("关闭日期", 18),
    )
    rows = [Row((str(n), *_finding(item))) for n, item in enumerate(found, start=1)]
    table = fitted("findings", "核查发现", columns, rows)
    return (Paragraph.of(_counted(found), "，见", Ref("findings"), "。"), table)


def _finding(item: AssessmentFinding) -> tuple[str, str, str, str]:
    closed = "未关闭" if item.closed_on is None else date_text(item.closed_on)
    return _FINDINGS[item.grade], item.description, item.correction or DASH, closed


def _counted(found: tuple[AssessmentFinding, ...]) -> str:
    counts = [(name, sum(item.grade == grade for item in found)) for grade, name in _FINDINGS.items()]
    told = "、".join(f"{name}{count}项" for name, count in counts if count)
    still_open = sum(item.closed_on is None for item in found)
    state = "，均已关闭" if still_open == 0 else f"，其中{still_open}项尚未关闭"
    return f"评价过程中共开具{told}{state}"


def technical_review(facts: Facts) -> Blocks:
    """Who wrote and who reviewed, where they are named."""
    leader, reviewer = facts.person("leader"), facts.person("technical_reviewer")
    told = []
    if leader is not None:
        told.append(f"报告由组长{leader.name}组织编写")
    if reviewer is not None:
        told.append(f"由{reviewer.name}进行技术复核")
    return text(sentence(clause("，".join(told))) if told else "")
