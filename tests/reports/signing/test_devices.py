"""Signing with a key on a PKCS#11 device, tried with SoftHSM."""

from __future__ import annotations

import pickle
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from reports.signing.devices import DeviceCredential, DeviceLocation
from reports.signing.errors import CredentialError
from reports.signing.fields import SignatureRole
from reports.signing.secret import Secret
from reports.signing.validate import validate
from tests.reports.signing.office import NOW, Office, need_program
from tests.reports.signing.test_pkcs12 import Issuer

PIN = "74109632"
TOKEN = "青禾印章"
MODULES = [Path("/usr/lib/softhsm/libsofthsm2.so"), Path("/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")]
MODULE = next((str(path) for path in MODULES if path.is_file()), None)
NOT_HERE = f"没有 SoftHSM 的驱动库（{'、'.join(map(str, MODULES))}）：apt-get install softhsm2"

pytestmark = pytest.mark.skipif(MODULE is None, reason=NOT_HERE)


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory, issuer: Issuer) -> Iterator[str]:
    """A token with an RSA and an EC key, each with its certificate, and a key without one."""
    assert MODULE is not None
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(
        f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\n"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(folder / "softhsm2.conf"))
        tool = need_program("softhsm2-util")
        init = [tool, "--init-token", "--free", "--label", TOKEN, "--so-pin", "12345678", "--pin", PIN]
        subprocess.run(init, check=True, capture_output=True)
        rsa_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        ec_key = ec.generate_private_key(ec.SECP256R1())
        put_key(tool, folder, "rsa", rsa_key, 1)
        put_key(tool, folder, "ec", ec_key, 2)
        put_key(tool, folder, "bare", ec_key, 3)
        put_certificates({"rsa": issuer.certify(rsa_key), "ec": issuer.certify(ec_key)})
        yield MODULE
        import pkcs11

        pkcs11.unload(MODULE)


@pytest.fixture(scope="module")
def issuer() -> Issuer:
    return Issuer()


def put_key(
    tool: str, folder: Path, label: str, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, number: int
) -> None:
    path = folder / f"{label}.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    command = [
        tool,
        "--import",
        str(path),
        "--token",
        TOKEN,
        "--label",
        label,
        "--id",
        f"{number:02x}",
        "--pin",
        PIN,
    ]
    subprocess.run(command, check=True, capture_output=True)
    path.unlink()


def put_certificates(certificates: dict[str, x509.Certificate]) -> None:
    import pkcs11
    from pkcs11 import Attribute, CertificateType, ObjectClass

    assert MODULE is not None
    pkcs11.unload(MODULE)  # look at the tokens anew
    token = pkcs11.lib(MODULE).get_token(token_label=TOKEN)
    with token.open(user_pin=PIN, rw=True) as session:
        for label, certificate in certificates.items():
            session.create_object(
                {
                    Attribute.CLASS: ObjectClass.CERTIFICATE,
                    Attribute.CERTIFICATE_TYPE: CertificateType.X_509,
                    Attribute.TOKEN: True,
                    Attribute.LABEL: label,
                    Attribute.SUBJECT: certificate.subject.public_bytes(),
                    Attribute.VALUE: certificate.public_bytes(serialization.Encoding.DER),
                }
            )


def location(module: str, label: str = "rsa", token: str = TOKEN) -> DeviceLocation:
    return DeviceLocation(module_path=module, key_label=label, token_label=token)


@pytest.mark.parametrize("label", ["rsa", "ec"])
def test_the_device_seals_a_report(
    label: str, module: str, issuer: Issuer, office: Office, steps: tuple[bytes, ...]
) -> None:
    credential = DeviceCredential(location(module, label), Secret(PIN), now=NOW, chain=[issuer.certificate])
    assert credential.chain == (issuer.certificate,)
    pdf = office.sign(steps[3], SignatureRole.SEAL, credential=credential)
    roots = [office.authority.certificate, issuer.certificate]
    assert validate(pdf, roots, now=NOW + timedelta(days=1)).accepted


def test_a_key_without_certificate_takes_one_that_is_handed_in(module: str, issuer: Issuer) -> None:
    with pytest.raises(CredentialError, match="没有唯一的、标签为“bare”的证书"):
        DeviceCredential(location(module, "bare"), Secret(PIN), now=NOW)
    own = DeviceCredential(location(module, "ec"), Secret(PIN), now=NOW).certificate
    given = DeviceCredential(location(module, "bare"), Secret(PIN), now=NOW, certificate=own)
    assert given.certificate == own


def test_a_wrong_pin_is_told_and_not_shown(module: str, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(CredentialError, match="PIN 不对。连续输错会锁定设备") as caught:
        DeviceCredential(location(module), Secret("55512399"), now=NOW)
    assert "55512399" not in f"{caught.value!r} {caplog.text}"
    assert caught.value.__suppress_context__


def test_an_unknown_key_is_told(module: str) -> None:
    with pytest.raises(CredentialError, match="没有标签为“seal”的私钥"):
        DeviceCredential(location(module, "seal"), Secret(PIN), now=NOW)


def test_an_unknown_token_is_told(module: str) -> None:
    with pytest.raises(CredentialError, match="签名设备（没有这一把）打不开"):
        DeviceCredential(location(module, token="没有这一把"), Secret(PIN), now=NOW)


def test_a_driver_that_is_not_there_is_told() -> None:
    with pytest.raises(CredentialError, match=r"请检查驱动库路径“/nowhere/driver\.so”"):
        DeviceCredential(location("/nowhere/driver.so"), Secret(PIN), now=NOW)


def test_an_expired_certificate_on_the_device_is_refused(module: str) -> None:
    with pytest.raises(CredentialError, match="到期"):
        DeviceCredential(location(module), Secret(PIN), now=NOW + timedelta(days=900))


def test_the_pin_is_neither_shown_nor_carried_away(module: str) -> None:
    credential = DeviceCredential(location(module), Secret(PIN), now=NOW)
    assert PIN not in f"{credential!r} {credential} {vars(credential)}"
    with pytest.raises(TypeError, match="不能被序列化"):
        pickle.dumps(credential)
