"""Certificates over HTTP: one's own with the handwriting, the agency's seal. Secrets stay out of sight."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageDraw
from pytest_django import Settings

from accounts.models import AuditEntry
from reports import keys
from reports.models import AgencySeal, PersonalCertificate
from reports.signing.authority import DOCUMENT_SIGNING
from tests.people import make_people
from tests.reports.signing.test_pkcs12 import Issuer, key_usage
from tests.reports.states import browser_of

pytestmark = pytest.mark.django_db

PASSPHRASE = "芝麻开门-2026"


def _file(passphrase: str = PASSPHRASE, *, age: timedelta = timedelta(days=1)) -> SimpleUploadedFile:
    """A certificate of a certification authority, as a PKCS#12 file; valid for 365 days from ``age`` ago."""
    key = ec.generate_private_key(ec.SECP256R1())
    extensions = (
        key_usage(digital_signature=True, content_commitment=True),
        x509.ExtendedKeyUsage([DOCUMENT_SIGNING]),
    )
    certificate = Issuer().certify(key, *extensions, start=datetime.now(UTC) - age)
    data = pkcs12.serialize_key_and_certificates(
        b"own", key, certificate, None, BestAvailableEncryption(passphrase.encode())
    )
    return SimpleUploadedFile("own.p12", data)


def _handwriting() -> SimpleUploadedFile:
    picture = Image.new("RGBA", (300, 120), (0, 0, 0, 0))
    ImageDraw.Draw(picture).line([(20, 90), (140, 30), (280, 80)], fill="black", width=6)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return SimpleUploadedFile("hand.png", out.getvalue())


def _text(client: Client, name: str) -> str:
    response = client.get(reverse(name))
    assert response.status_code == 200
    return response.content.decode()


def test_a_person_begins_with_a_trial_certificate_and_the_page_says_so() -> None:
    people = make_people()
    page = _text(browser_of(people.reviewer), "certificate")
    assert "试用证书" in page
    assert people.reviewer.name in page
    assert "PKCS#11" not in page
    assert PersonalCertificate.objects.get(user=people.reviewer).kind == "trial"


def test_an_own_certificate_is_brought_as_a_file_and_its_secrets_are_nowhere() -> None:
    people = make_people()
    browser = browser_of(people.reviewer)
    response = browser.post(reverse("certificate"), {"file": _file(), "passphrase": PASSPHRASE})
    assert response.status_code == 302
    row = PersonalCertificate.objects.get(user=people.reviewer)
    assert row.kind == "pkcs12"
    page = _text(browser, "certificate")
    assert "试用" not in page
    assert "PKCS#12 证书文件" in page
    entry = AuditEntry.objects.get(act="certificate.replace")
    assert entry.actor == people.reviewer
    everything = f"{entry.before}{entry.after}{page}"
    assert PASSPHRASE not in everything
    assert PASSPHRASE.encode() not in bytes(row.sealed_key)
    assert keys.personal_credential(row).certificate.subject.rfc4514_string() == row.subject


@pytest.mark.parametrize(
    ("data", "passphrase"),
    [(None, ""), (b"not a certificate", ""), (b"", ""), ("expired", PASSPHRASE), ("good", "wrong")],
)
def test_a_wrong_file_is_refused_and_the_old_certificate_stays(data: object, passphrase: str) -> None:
    people = make_people()
    before = keys.personal_certificate(people.reviewer)
    entered: dict[str, object] = {"passphrase": passphrase}
    if data == "expired":
        entered["file"] = _file(age=timedelta(days=400))
    elif data == "good":
        entered["file"] = _file()
    elif isinstance(data, bytes):
        entered["file"] = SimpleUploadedFile("own.p12", data)
    response = browser_of(people.reviewer).post(reverse("certificate"), entered)
    assert response.status_code == 422
    page = response.content.decode()
    assert not passphrase or passphrase not in page
    after = PersonalCertificate.objects.get(user=people.reviewer)
    assert (after.kind, after.certificate) == ("trial", before.certificate)
    assert not AuditEntry.objects.filter(act="certificate.replace").exists()


def test_a_file_that_is_too_large_is_not_even_opened() -> None:
    people = make_people()
    large = SimpleUploadedFile("own.p12", b"0" * (1024 * 1024 + 1))
    response = browser_of(people.reviewer).post(reverse("certificate"), {"file": large})
    assert response.status_code == 422
    assert "文件太大" in response.content.decode()


def test_a_certificate_that_ends_soon_says_so() -> None:
    people = make_people()
    browser = browser_of(people.reviewer)
    soon = _file(age=timedelta(days=350))
    browser.post(reverse("certificate"), {"file": soon, "passphrase": PASSPHRASE})
    assert "证书即将到期" in _text(browser, "certificate")
    PersonalCertificate.objects.update(expires_at=datetime.now(UTC) - timedelta(days=1))
    assert "证书已过期" in _text(browser, "certificate")


def test_a_device_is_offered_where_the_operator_names_drivers(settings: Settings) -> None:
    settings.PKCS11_MODULES = ["/usr/lib/no-such-driver.so"]
    people = make_people()
    browser = browser_of(people.reviewer)
    assert "/usr/lib/no-such-driver.so" in _text(browser, "certificate")
    entered = {"module": "/usr/lib/no-such-driver.so", "token": "令牌", "key": "签名", "pin": "74109632"}
    response = browser.post(reverse("certificate"), entered)
    assert response.status_code == 422
    assert "74109632" not in response.content.decode()
    assert PersonalCertificate.objects.get(user=people.reviewer).kind == "trial"


def test_a_driver_that_the_operator_does_not_name_is_never_loaded() -> None:
    people = make_people()
    entered = {"module": "/opt/evil.so", "token": "令牌", "key": "签名", "pin": "74109632"}
    response = browser_of(people.reviewer).post(reverse("certificate"), entered)
    assert response.status_code == 422
    assert PersonalCertificate.objects.get(user=people.reviewer).kind == "trial"


def test_handwriting_is_kept_shown_to_its_owner_and_removed() -> None:
    people = make_people()
    browser = browser_of(people.reviewer)
    picture = reverse("certificate_handwriting_png")
    assert browser.get(picture).status_code == 404
    assert browser.post(reverse("certificate_handwriting"), {"picture": _handwriting()}).status_code == 302
    shown = browser.get(picture)
    assert shown["Content-Type"] == "image/png"
    # The ink is 260 px wide and 60 px high; the empty paper around it is cut off.
    assert Image.open(io.BytesIO(shown.content)).width < 300
    assert picture in _text(browser, "certificate")
    assert browser_of(people.approver).get(picture).status_code == 404
    assert browser.post(reverse("certificate_handwriting_remove")).status_code == 302
    assert browser.get(picture).status_code == 404
    assert AuditEntry.objects.filter(act="certificate.handwriting").count() == 2


@pytest.mark.parametrize("data", [None, b"no picture", b"\x89PNG\r\n\x1a\n broken", b"0" * (1024 * 1024 + 1)])
def test_what_is_no_picture_is_refused(data: bytes | None) -> None:
    people = make_people()
    entered = {"picture": SimpleUploadedFile("hand.png", data)} if data is not None else {}
    response = browser_of(people.reviewer).post(reverse("certificate_handwriting"), entered)
    assert response.status_code == 422
    assert not PersonalCertificate.objects.get(user=people.reviewer).handwriting


def test_the_seal_is_the_administrators() -> None:
    people = make_people()
    administrator = browser_of(people.administrator)
    assert people.agency.name in _text(administrator, "seal")
    entered = {"file": _file(), "passphrase": PASSPHRASE}
    assert administrator.post(reverse("seal"), entered).status_code == 302
    assert AgencySeal.objects.get(agency=people.agency).kind == "pkcs12"
    for user in (people.consultant, people.reviewer, people.approver, people.client):
        assert browser_of(user).get(reverse("seal")).status_code == 403
        refused = browser_of(user).post(reverse("seal"), {"file": _file(), "passphrase": PASSPHRASE})
        assert refused.status_code == 403
    assert AuditEntry.objects.filter(act="certificate.replace").count() == 1


def test_a_clients_person_has_no_certificate() -> None:
    people = make_people()
    browser = browser_of(people.client)
    for name in ("certificate", "certificate_handwriting_png"):
        assert browser.get(reverse(name)).status_code == 403
    for name in ("certificate", "certificate_handwriting", "certificate_handwriting_remove"):
        assert browser.post(reverse(name)).status_code == 403
    assert not PersonalCertificate.objects.exists()
