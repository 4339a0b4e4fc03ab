"""Signing in turn: what each signature adds, who may sign when, and what is refused."""

from __future__ import annotations

import io
import itertools
import logging
import re
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from reports.signing.authority import Purpose
from reports.signing.chop import Chop
from reports.signing.errors import (
    AppearanceError,
    CredentialError,
    FieldError,
    OrderError,
    SigningError,
    TamperedError,
    TimestampError,
)
from reports.signing.fields import SIGNING_ORDER, WRITE_OPTIONS, SignatureRole, signature_finisher
from reports.signing.sign import sign_field
from reports.signing.validate import DocumentState, validate
from tests.reports.signing.office import NOW, STAMPED, Office, laid_out, mark_of, need_program

LEADER, REVIEWER, APPROVER, SEAL = SIGNING_ORDER
NEXT_DAY = NOW + timedelta(days=1)


def pdfsig(folder: Path, office: Office, pdf: bytes) -> str:
    """What poppler says about the signatures, with the agency's root among the trusted ones."""
    database = f"sql:{folder}"
    certutil, root = need_program("certutil"), folder / "root.pem"
    root.write_text(office.authority.issued.certificate_pem)
    subprocess.run([certutil, "-N", "-d", database, "--empty-password"], check=True)
    subprocess.run(
        [certutil, "-A", "-n", "root", "-t", "CT,C,C", "-i", str(root), "-d", database], check=True
    )
    (folder / "report.pdf").write_bytes(pdf)
    command = [need_program("pdfsig"), "-nssdir", database, str(folder / "report.pdf")]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_each_signature_only_appends_and_leaves_the_earlier_ones_valid(
    steps: tuple[bytes, ...], office: Office
) -> None:
    for count, (before, after) in enumerate(itertools.pairwise(steps), start=1):
        assert after.startswith(before)
        found = validate(after, [office.authority.certificate], now=NEXT_DAY)
        assert [check.role for check in found.signatures] == list(SIGNING_ORDER[:count])
        assert all(check.sound and check.trusted for check in found.signatures)


def test_poppler_finds_four_valid_and_trusted_signatures(
    signed: bytes, office: Office, tmp_path: Path
) -> None:
    said = pdfsig(tmp_path, office, signed)
    assert said.count("Signature is Valid.") == 4
    assert said.count("Certificate is Trusted.") == 4
    # only the seal, the last one, covers the whole file
    assert said.count("Not total document signed") == 3
    assert said.count("Total document signed") == 1
    assert re.findall(r"Field Name: (\w+)", said) == [role.value for role in SIGNING_ORDER]


def test_qpdf_finds_nothing_to_complain_about_after_any_signature(
    steps: tuple[bytes, ...], tmp_path: Path
) -> None:
    for pdf in steps:
        (tmp_path / "report.pdf").write_bytes(pdf)
        done = subprocess.run(
            [need_program("qpdf"), "--check", str(tmp_path / "report.pdf")], capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "No syntax or stream encoding errors found" in done.stdout


def test_names_and_dates_of_the_signatures_can_be_read_as_text(signed: bytes, tmp_path: Path) -> None:
    (tmp_path / "report.pdf").write_bytes(signed)
    command = [need_program("pdftotext"), "-layout", str(tmp_path / "report.pdf"), "-"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    for name in ("陈一帆", "李其修", "王若水"):
        assert name in text
    assert text.count("2026-03-09") == 3
    assert "2026 年 3 月 9 日" in text


def test_the_leader_certifies_and_the_seal_keeps_the_evidence(signed: bytes, office: Office) -> None:
    root = PdfFileReader(io.BytesIO(signed)).root
    certification = root["/Perms"]["/DocMDP"]
    assert certification["/Reference"][0]["/TransformMethod"] == "/DocMDP"
    assert (
        certification["/Reference"][0]["/TransformParams"]["/P"] == 2
    )  # filling in and signing, nothing else
    # the trial root, the stamper's certificate and the authority's revocation list
    assert (len(root["/DSS"]["/Certs"]), len(root["/DSS"]["/CRLs"])) == (2, 1)


@pytest.mark.parametrize("role", [REVIEWER, APPROVER, SEAL])
def test_nobody_signs_before_the_leader(role: SignatureRole, blank: bytes, office: Office) -> None:
    with pytest.raises(OrderError, match="请先完成“组长签名”"):
        office.sign(blank, role)


def test_the_seal_waits_for_the_approver(steps: tuple[bytes, ...], office: Office) -> None:
    with pytest.raises(OrderError, match="还没有轮到“机构印章”：请先完成“批准人签名”"):
        office.sign(steps[2], SEAL)


@pytest.mark.parametrize("role", [LEADER, REVIEWER])
def test_nobody_signs_twice(role: SignatureRole, steps: tuple[bytes, ...], office: Office) -> None:
    with pytest.raises(OrderError, match="已经签过"):
        office.sign(steps[2], role)


@pytest.mark.parametrize("role", list(SIGNING_ORDER))
def test_nothing_is_signed_after_the_seal(role: SignatureRole, signed: bytes, office: Office) -> None:
    with pytest.raises(OrderError, match="已经盖章封存"):
        office.sign(signed, role)


def test_a_refusal_changes_no_byte(steps: tuple[bytes, ...], office: Office) -> None:
    before = bytes(bytearray(steps[1]))
    with pytest.raises(OrderError):
        office.sign(steps[1], SEAL)
    assert steps[1] == before
    office.sign(steps[1], REVIEWER)  # and the document can still be signed by whose turn it is


def test_a_document_changed_since_the_last_signature_is_not_signed(
    steps: tuple[bytes, ...], office: Office
) -> None:
    changed = steps[1].replace(b"/Tabs /S", b"/Tabs /R", 1)
    with pytest.raises(TamperedError, match="“组长签名”之后，文件的内容被改动过"):
        office.sign(changed, REVIEWER)
    with pytest.raises(TamperedError, match="“组长签名”之后，文件又被追加了内容"):
        office.sign(steps[1] + b"\n", REVIEWER)


def test_a_file_that_is_no_pdf_is_refused(office: Office) -> None:
    with pytest.raises(TamperedError, match="不是 PDF"):
        office.sign(b"not a pdf", LEADER)


def test_a_document_without_the_field_is_refused(office: Office) -> None:
    plain = laid_out().write_pdf(**WRITE_OPTIONS)
    with pytest.raises(FieldError, match="没有“组长签名”的签名栏"):
        office.sign(plain, LEADER)


def test_the_seal_needs_a_time_stamp(steps: tuple[bytes, ...], office: Office) -> None:
    with pytest.raises(TimestampError, match="盖章需要时间戳"):
        office.sign(steps[3], SEAL, timestamper=None)


def test_the_seals_time_is_the_time_stamps(signed: bytes, office: Office) -> None:
    found = validate(signed, [office.authority.certificate], now=NEXT_DAY)
    leader, *_, seal = found.signatures
    assert (leader.signed_at, leader.timestamped) == (NOW, False)
    assert (seal.signed_at, seal.timestamped) == (STAMPED, True)


def test_an_expired_certificate_does_not_sign(blank: bytes, office: Office) -> None:
    # issued for ten years of 365 days
    late = NOW + timedelta(days=3651)
    with pytest.raises(CredentialError, match="“陈一帆”的证书已于 2036-03-06 到期"):
        office.sign(blank, LEADER, signed_at=late)


def test_a_time_without_zone_is_a_programming_error(blank: bytes, office: Office) -> None:
    with pytest.raises(ValueError, match="aware"):
        office.sign(blank, LEADER, signed_at=NOW.replace(tzinfo=None))


def test_a_mark_that_cannot_be_drawn_stops_the_signature(blank: bytes, office: Office) -> None:
    with pytest.raises(AppearanceError, match="机构名称为空"):
        office.sign(blank, LEADER, appearance=Chop(" "))


def test_a_report_without_reviewer_is_signed_by_those_that_it_names(office: Office) -> None:
    anchors = {LEADER: "sign-leader", SEAL: "sign-seal"}
    pdf = laid_out().write_pdf(finisher=signature_finisher(anchors), **WRITE_OPTIONS)
    with pytest.raises(FieldError, match="没有“批准人签名”"):
        office.sign(pdf, APPROVER)
    done = office.sign(office.sign(pdf, LEADER), SEAL)
    assert validate(done, [office.authority.certificate], now=NEXT_DAY).state is DocumentState.COMPLETE


def test_every_error_of_signing_can_be_caught_as_one() -> None:
    for kind in (AppearanceError, CredentialError, FieldError, OrderError, TamperedError, TimestampError):
        assert issubclass(kind, SigningError)


def test_signing_logs_no_secret(blank: bytes, office: Office, caplog: pytest.LogCaptureFixture) -> None:
    credential = office.credential("赵知微", Purpose.PERSON)
    with caplog.at_level(logging.DEBUG):
        sign_field(
            blank,
            role=LEADER,
            credential=credential,
            appearance=mark_of(LEADER, credential),
            signed_at=NOW,
            reason="确认",
        )
    secret = private_number(credential)
    assert secret not in caplog.text
    assert secret not in repr(credential) + repr(vars(credential))


def private_number(credential: object) -> str:
    """The private key's number, as a debugger would print it."""
    key = vars(vars(credential)["_signer"])["_key"]
    return str(key.private_numbers().private_value)
