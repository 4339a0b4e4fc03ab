"""Validation: one changed byte, drawing over, cutting off, strangers, expired and withdrawn certificates."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from reports.signing.authority import revocation_list
from reports.signing.fields import SIGNING_ORDER, WRITE_OPTIONS, SignatureRole, signature_finisher
from reports.signing.sign import Evidence
from reports.signing.validate import Coverage, DocumentState, LaterChange, Validation, validate
from tests.reports.signing.office import NOW, STAMPED, Office, laid_out, make_office, need_program

LEADER, REVIEWER, APPROVER, SEAL = SIGNING_ORDER
NEXT_DAY = NOW + timedelta(days=1)


def judged(pdf: bytes, office: Office) -> Validation:
    return validate(pdf, [office.authority.certificate], now=NEXT_DAY)


def with_byte(pdf: bytes, position: int, value: int) -> bytes:
    assert pdf[position] != value
    return pdf[:position] + bytes([value]) + pdf[position + 1 :]


def appended(pdf: bytes, change: Callable[[Any], None]) -> bytes:
    """The document with one more revision that holds ``change``."""
    writer: Any = IncrementalPdfFileWriter(io.BytesIO(pdf))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def drawn_over(pdf: bytes) -> bytes:
    """The document with an appended revision that paints on its first page."""
    paint = generic.StreamObject(stream_data=b"1 0 0 rg 90 600 200 80 re f")
    return appended(pdf, lambda writer: writer.add_stream_to_page(0, writer.add_object(paint)))


def test_the_finished_document_is_complete_trusted_and_for_trial(signed: bytes, office: Office) -> None:
    found = judged(signed, office)
    assert (found.state, found.trusted, found.trial, found.accepted) == (
        DocumentState.COMPLETE,
        True,
        True,
        True,
    )
    assert found.explanation == "签名齐全，签署后没有改动。签名使用试用证书，仅供试用，不具有法律效力。"
    assert [check.signer_name for check in found.signatures] == [
        "陈一帆",
        "李其修",
        "王若水",
        "青禾低碳技术（北京）有限公司",
    ]
    assert [check.covers for check in found.signatures] == [Coverage.REVISION] * 3 + [Coverage.FILE]
    assert [check.later_change for check in found.signatures] == [LaterChange.SIGNATURES] * 3 + [
        LaterChange.NONE
    ]
    assert found.signatures[0].certificate_subject == (
        "CN=陈一帆,OU=试用 TRIAL,O=青禾低碳技术（北京）有限公司,C=CN"
    )
    assert not any(check.problem for check in found.signatures)


@pytest.mark.parametrize("count", range(4))
def test_a_document_on_its_way_says_who_is_missing(
    count: int, steps: tuple[bytes, ...], office: Office
) -> None:
    found = judged(steps[count], office)
    assert (found.state, found.accepted) == (DocumentState.UNFINISHED, False)
    assert found.missing == SIGNING_ORDER[count:]
    assert found.explanation.startswith(f"还缺：{SIGNING_ORDER[count].label}")


def test_a_changed_byte_in_any_revision_is_noticed(
    steps: tuple[bytes, ...], signed: bytes, office: Office
) -> None:
    starts = [0, *(len(step) for step in steps[:-1])]
    ends = [len(step) for step in steps]
    for start, end in zip(starts, ends, strict=True):
        for share in (0.2, 0.5, 0.8):
            position = start + int((end - start) * share)
            changed = with_byte(signed, position, signed[position] ^ 1)
            assert judged(changed, office).state is DocumentState.ALTERED, position


def test_a_changed_byte_in_the_first_revision_spoils_every_signature(signed: bytes, office: Office) -> None:
    position = signed.index(b"/Title")  # document information: it opens as before
    found = judged(with_byte(signed, position + 8, signed[position + 8] ^ 1), office)
    assert found.state is DocumentState.ALTERED
    assert [check.intact for check in found.signatures] == [False] * 4
    assert "组长签名：签名之后，它所覆盖的内容被改动过。" in found.explanation


@pytest.fixture(scope="module")
def short(office: Office) -> bytes:
    """A report that only the leader signs before the seal."""
    finisher = signature_finisher({LEADER: "sign-leader", SEAL: "sign-seal"})
    return office.sign(office.sign(laid_out().write_pdf(finisher=finisher, **WRITE_OPTIONS), LEADER), SEAL)


def last_gap(pdf: bytes) -> tuple[int, int]:
    """Where the last signature's own bytes begin and end: the only place that no signature covers."""
    before, after = re.findall(rb"/ByteRange \[ ?0 (\d+) (\d+)", pdf)[-1]
    return int(before), int(after)


def test_a_changed_digit_in_the_seals_own_bytes_is_noticed(short: bytes, office: Office) -> None:
    start, end = last_gap(short)
    content = short[start + 1 : end - 1].rstrip(b"0")
    # the head byte by byte, where lengths and versions stand that verifiers pass over, then every 170th digit
    for offset in [*range(1, 28), *range(28, len(content), 170)]:
        position = start + offset
        value = ord("1") if short[position] != ord("1") else ord("2")
        assert judged(with_byte(short, position, value), office).state is DocumentState.ALTERED, offset


def test_a_changed_digit_in_the_padding_behind_the_seal_is_noticed(signed: bytes, office: Office) -> None:
    _, end = last_gap(signed)
    for position in (end - 2, end - 100):
        assert signed[position] == ord("0")
        assert judged(with_byte(signed, position, ord("1")), office).state is DocumentState.ALTERED


def test_a_digit_spelt_otherwise_is_noticed(signed: bytes, office: Office) -> None:
    start, end = last_gap(signed)
    position = next(i for i in range(start + 40, end) if chr(signed[i]) in "abcdefABCDEF")
    found = judged(with_byte(signed, position, signed[position] ^ 0x20), office)
    assert found.state is DocumentState.ALTERED


def test_a_seal_whose_time_stamp_was_taken_off_is_noticed(signed: bytes, office: Office) -> None:
    # 1.2.840.113549.1.9.16.2.14, the attribute that carries the time stamp; .15 is another one
    start, end = last_gap(signed)
    stamp = bytes.fromhex("060b2a864886f70d010910020e").hex().encode()
    gap = signed[start:end]
    assert gap.lower().count(stamp) == 1
    position = start + gap.lower().index(stamp) + len(stamp) - 1
    found = judged(with_byte(signed, position, ord("F") if gap.isupper() else ord("f")), office)
    assert found.state is DocumentState.ALTERED


def test_drawing_over_the_sealed_document_is_noticed(signed: bytes, office: Office) -> None:
    found = judged(drawn_over(signed), office)
    assert found.state is DocumentState.ALTERED
    assert {check.later_change for check in found.signatures} == {LaterChange.FORBIDDEN}
    assert "又被追加了不允许的改动" in found.explanation


def test_a_tool_that_checks_digests_alone_does_not_notice_drawing_over(signed: bytes, tmp_path: Path) -> None:
    """Why pdfsig is no authority: it calls all four signatures of the painted document valid."""
    (tmp_path / "report.pdf").write_bytes(drawn_over(signed))
    command = [need_program("pdfsig"), "-nocert", str(tmp_path / "report.pdf")]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert said.count("Signature is Valid.") == 4


@pytest.mark.parametrize("count", [1, 2, 3])
def test_drawing_over_an_unfinished_document_is_noticed(
    count: int, steps: tuple[bytes, ...], office: Office
) -> None:
    assert judged(drawn_over(steps[count]), office).state is DocumentState.ALTERED


def test_drawing_over_the_unsigned_document_is_noticed(blank: bytes, office: Office) -> None:
    found = judged(drawn_over(blank), office)
    assert found.state is DocumentState.ALTERED
    assert found.explanation == "文件里有签名以外的改动。"


def with_filled_cell(writer: Any) -> None:
    """Somebody puts a picture into the approver's cell without signing; the standard takes that for form filling."""
    fields = [each.get_object() for each in writer.root["/AcroForm"]["/Fields"]]
    field = next(each for each in fields if each["/T"] == "approver")
    look = field["/AP"]["/N"]
    entries = {key: look.raw_get(key) for key in ("/Type", "/Subtype", "/BBox")}
    field["/AP"]["/N"] = writer.add_object(generic.StreamObject(entries, stream_data=b"0 0 9 9 re f"))
    writer.update_container(field)


def test_a_revision_between_two_signatures_is_noticed(steps: tuple[bytes, ...], office: Office) -> None:
    assert judged(appended(steps[2], with_filled_cell), office).state is DocumentState.ALTERED


def test_cutting_off_the_seal_leaves_an_unfinished_document(
    steps: tuple[bytes, ...], signed: bytes, office: Office
) -> None:
    found = judged(signed[: len(steps[3])], office)
    assert found.state is DocumentState.UNFINISHED
    assert found.missing == (SEAL,)


@pytest.mark.parametrize("cut", [1, 200, 5000])
def test_cutting_elsewhere_is_noticed(cut: int, signed: bytes, office: Office) -> None:
    assert judged(signed[:-cut], office).state is DocumentState.ALTERED


@pytest.mark.parametrize("tail", [b"\n", b" ", b"%%EOF\n", b"x" * 3000])
def test_anything_behind_the_seal_is_noticed(tail: bytes, signed: bytes, office: Office) -> None:
    assert judged(signed + tail, office).state is DocumentState.ALTERED


@pytest.mark.parametrize("junk", [b"", b"%PDF-1.7\n", b"\x00" * 500, b"<html></html>"])
def test_what_is_no_pdf_is_told_so(junk: bytes, office: Office) -> None:
    found = judged(junk, office)
    assert (found.state, found.signatures) == (DocumentState.ALTERED, ())
    assert found.explanation == "文件已损坏，或者不是 PDF 文件。"


def test_a_pdf_without_fields_is_no_issued_report(office: Office) -> None:
    found = judged(laid_out().write_pdf(**WRITE_OPTIONS), office)
    assert found.state is DocumentState.UNFINISHED
    assert found.explanation == "文件里没有机构印章的签名栏，不是正式出具的报告。"
    assert not found.trusted


def test_a_forger_with_an_authority_of_the_same_name_is_not_trusted(blank: bytes, office: Office) -> None:
    forger = make_office()
    forged = blank
    for role in SIGNING_ORDER:
        forged = forger.sign(forged, role)
    found = judged(forged, office)
    assert found.state is DocumentState.COMPLETE
    assert (found.trusted, found.accepted) == (False, False)
    assert "组长签名：签名证书不受信任。" in found.explanation


def test_a_foreign_signature_in_the_middle_is_not_trusted(steps: tuple[bytes, ...], office: Office) -> None:
    stranger = make_office("云岫检测有限公司")
    pdf = stranger.sign(steps[1], REVIEWER)
    found = judged(pdf, office)
    assert [check.trusted for check in found.signatures] == [True, False]
    assert not found.trusted


def test_a_report_stays_valid_after_its_signers_certificates_have_expired(
    signed: bytes, office: Office
) -> None:
    """The time stamp proves that they were valid when it was sealed; the stamper's own certificate still is."""
    last_day = office.signers[LEADER].certificate.not_valid_after_utc
    assert validate(signed, [office.authority.certificate], now=last_day - timedelta(minutes=1)).accepted


def test_without_a_trusted_time_stamp_the_present_decides(steps: tuple[bytes, ...], office: Office) -> None:
    late = NOW + timedelta(days=3660)
    found = validate(steps[1], [office.authority.certificate], now=late)
    assert found.signatures[0].problem == "签名时证书不在有效期内。"
    assert not found.trusted


def test_a_certificate_withdrawn_before_the_sealing_is_not_trusted(
    steps: tuple[bytes, ...], office: Office
) -> None:
    withdrawn = [(office.signers[APPROVER].certificate.serial_number, NOW - timedelta(minutes=1))]
    crl = revocation_list(office.authority, withdrawn, vault=office.vault, now=STAMPED)
    pdf = office.sign(steps[3], SEAL, evidence=Evidence(crls=(crl,)))
    found = judged(pdf, office)
    assert found.state is DocumentState.COMPLETE
    assert not found.accepted
    assert {check.role: check.problem for check in found.signatures if check.problem} == {
        APPROVER: "签名证书已被吊销。"
    }


def test_the_roles_read_as_a_chinese_reader_expects() -> None:
    assert [role.label for role in SignatureRole] == ["组长签名", "技术复核人签名", "批准人签名", "机构印章"]
    assert [state.value for state in DocumentState] == ["完整", "已被改动", "未签完"]
