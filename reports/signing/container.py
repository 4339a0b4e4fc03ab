"""The one place of a signed PDF that no signature covers: the last signature's own container.

A signature covers the file except the gap that holds the signature itself. Earlier gaps are covered by later
signatures, the last one by nobody. Most of its content is protected by the signature's own mathematics; what is not
is checked here, so that also there one changed byte is noticed: the padding behind the signature, the spelling of the
hexadecimal digits, structure fields that verifiers ignore, and certificates that ride along.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from asn1crypto import cms
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter

_GAP = re.compile(rb"<(?:[0-9a-f]*|[0-9A-F]*)>")


def container_is_exact(pdf: bytes, embedded: Any, known_certificates: Collection[bytes]) -> bool:
    """Whether the gap of a signature holds exactly what its signing wrote.

    ``known_certificates`` (DER) are those that are vouched for elsewhere: trusted roots, and the certificates in the
    document security store, which the signature covers.
    """
    _, before, after, _ = (int(number) for number in embedded.byte_range)
    if not _GAP.fullmatch(pdf[before:after]):
        return False
    content = embedded.pkcs7_content
    envelope = cms.ContentInfo.load(content)
    # put together anew: the outermost length could otherwise swallow a part of the padding unnoticed
    encoded = cms.ContentInfo({"content_type": "signed_data", "content": envelope["content"]}).dump()
    if not content.startswith(encoded) or any(content[len(encoded) :]):
        return False
    return _envelope_is_exact(envelope, "data", known_certificates)


def _envelope_is_exact(envelope: Any, content_type: str, known: Collection[bytes]) -> bool:
    signed = envelope["content"]
    return (
        envelope["content_type"].native == "signed_data"
        and signed["version"].native == ("v1" if content_type == "data" else "v3")
        and signed["encap_content_info"]["content_type"].native == content_type
        and len(signed["signer_infos"]) == 1
        and _signer_is_exact(signed)
        and _certificates_are_known(signed, known)
        and (content_type != "data" or _only_time_stamps_ride_along(signed))
        and all(_envelope_is_exact(token, "tst_info", known) for token in _time_stamps(signed))
    )


def _signer_is_exact(signed: Any) -> bool:
    """Fields of the signer's entry that a verifier may pass over."""
    info = signed["signer_infos"][0]
    algorithms = [each.dump() for each in signed["digest_algorithms"]]
    return (
        info["version"].native == "v1"
        and info["sid"].name == "issuer_and_serial_number"
        and info["digest_algorithm"].dump() in algorithms
        and info["digest_algorithm"]["parameters"].native is None
        and _without_parameters_unless_pss(info["signature_algorithm"])
    )


def _only_time_stamps_ride_along(signed: Any) -> bool:
    """Of what is attached to our own signature; what a time stamping service attaches to its own is its affair."""
    attached = signed["signer_infos"][0]["unsigned_attrs"]
    return all(each["type"].native == "signature_time_stamp_token" for each in attached)


def _without_parameters_unless_pss(algorithm: Any) -> bool:
    return algorithm["algorithm"].native == "rsassa_pss" or algorithm["parameters"].native is None


def _certificates_are_known(signed: Any, known: Collection[bytes]) -> bool:
    """The signer's certificate is bound by its hash among the signed attributes; others must be known."""
    identity = signed["signer_infos"][0]["sid"].chosen
    serial, issuer = identity["serial_number"].native, identity["issuer"].dump()
    for choice in signed["certificates"]:
        if choice.name != "certificate":
            return False
        each = choice.chosen
        is_signer = each.serial_number == serial and each.issuer.dump() == issuer
        if not is_signer and each.dump() not in known:
            return False
    return True


def _time_stamps(signed: Any) -> list[Any]:
    info = signed["signer_infos"][0]
    return [
        cms.ContentInfo({"content_type": "signed_data", "content": token})
        for token in extract_tst_data_iter(info, signed=False)
    ]
