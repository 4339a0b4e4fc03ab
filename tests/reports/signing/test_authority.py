"""The trial authority: what its certificates say and for what they are good."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from reports.signing.authority import (
    DOCUMENT_SIGNING,
    IssuedKey,
    Purpose,
    found_trial_authority,
    is_trial,
    issue_certificate,
    revocation_list,
)
from reports.signing.errors import AuthorityError, VaultError
from reports.signing.vault import Vault
from tests.reports.signing.office import AGENCY, NOW, Office


def issued(office: Office, holder: str = "陈一帆", purpose: Purpose = Purpose.PERSON) -> IssuedKey:
    return issue_certificate(office.authority, holder, purpose, vault=office.vault, owner="x", now=NOW)


def test_everything_that_it_makes_says_that_it_is_for_trial(office: Office) -> None:
    for certificate in (office.authority.certificate, issued(office).certificate):
        assert "试用 TRIAL" in certificate.subject.rfc4514_string()
        assert is_trial(certificate)


def test_the_root_signs_itself_and_nothing_below_it_may_issue(office: Office) -> None:
    root = office.authority.certificate
    root.verify_directly_issued_by(root)
    limits = root.extensions.get_extension_for_class(x509.BasicConstraints)
    assert (limits.critical, limits.value.ca, limits.value.path_length) == (True, True, 0)
    person = issued(office).certificate
    person.verify_directly_issued_by(root)
    assert not person.extensions.get_extension_for_class(x509.BasicConstraints).value.ca


def test_a_person_is_named_as_given_with_the_agency(office: Office) -> None:
    subject = issued(office, "阿卜杜热合曼·买买提").certificate.subject
    assert subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value == "阿卜杜热合曼·买买提"
    assert subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)[0].value == AGENCY


def test_keys_are_p256_and_each_certificate_has_its_own(office: Office) -> None:
    first, second = issued(office).certificate, issued(office).certificate
    key = first.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    assert key.curve.name == "secp256r1"
    assert key != second.public_key()
    assert first.serial_number != second.serial_number


def test_people_sign_documents_and_the_stamper_stamps_only(office: Office) -> None:
    person = issued(office).certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    assert set(person.value) == {DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION}
    stamper = issued(office, AGENCY, Purpose.TIMESTAMP).certificate
    usage = stamper.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    assert (usage.critical, set(usage.value)) == (True, {ExtendedKeyUsageOID.TIME_STAMPING})


def test_certificates_last_ten_years_and_never_longer_than_their_root(office: Office) -> None:
    assert issued(office).certificate.not_valid_after_utc == NOW + timedelta(days=3650)
    late = NOW + timedelta(days=19 * 365)
    last = issue_certificate(
        office.authority, "陈一帆", Purpose.PERSON, vault=office.vault, owner="x", now=late
    )
    assert last.certificate.not_valid_after_utc == office.authority.certificate.not_valid_after_utc


def test_the_private_key_opens_only_with_the_vault(office: Office) -> None:
    person = issued(office)
    assert b"PRIVATE" not in person.locked_key
    assert office.vault.unlock(person.locked_key, owner="x").reveal().startswith(b"0")  # a DER sequence
    with pytest.raises(VaultError):
        Vault({1: bytes(32)}, current=1).unlock(person.locked_key, owner="x")
    assert person.locked_key.hex() not in repr(person)
    assert str(person.locked_key) not in repr(person)


@pytest.mark.parametrize(
    ("name", "message"),
    [("", "机构名称为空"), ("  ", "机构名称为空"), ("青" * 65, "超过 64 个字")],
)
def test_an_agency_whose_name_does_not_fit_is_told_so(name: str, message: str, office: Office) -> None:
    with pytest.raises(AuthorityError, match=message):
        found_trial_authority(name, vault=office.vault, owner="x", now=NOW)


def test_a_holder_without_name_gets_no_certificate(office: Office) -> None:
    with pytest.raises(AuthorityError, match="证书持有者姓名或名称为空"):
        issued(office, " ")


def test_the_revocation_list_names_what_was_withdrawn(office: Office) -> None:
    person = issued(office).certificate
    data = revocation_list(office.authority, [(person.serial_number, NOW)], vault=office.vault, now=NOW)
    crl = x509.load_der_x509_crl(data)
    key = office.authority.certificate.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    assert crl.is_signature_valid(key)
    assert [entry.serial_number for entry in crl] == [person.serial_number]
    empty = x509.load_der_x509_crl(revocation_list(office.authority, vault=office.vault, now=NOW))
    assert list(empty) == []
