"""Time stamps (RFC 3161) for the seal: from the installation's own trial stamper, or from a service over HTTP."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from asn1crypto import cms, tsp
from asn1crypto import x509 as asn1_x509
from pyhanko.sign.timestamps import HTTPTimeStamper, TimeStamper

from reports.signing.credentials import DIGEST, KeyCredential, as_asn1
from reports.signing.errors import TimestampError
from reports.signing.secret import Secret

# A policy of our own, under the UUID arc that needs no registration (ITU-T X.667).
TRIAL_POLICY = "2.25.187629301436022310402116839170632185941"


def utc_now() -> datetime:
    """The time of this machine."""
    return datetime.now(UTC)


class LocalTimeStamper(TimeStamper):
    """A time stamper inside this process; its word is worth what the trial authority's is."""

    def __init__(self, credential: KeyCredential, *, clock: Callable[[], datetime] = utc_now) -> None:
        base: Any = super()  # pyHanko leaves this one untyped
        base.__init__()
        self._credential = credential
        self._clock = clock

    async def async_request_tsa_response(self, req: Any) -> Any:
        """Answer one request; pyHanko calls this."""
        content = cms.EncapsulatedContentInfo(
            {"content_type": "tst_info", "content": cms.ParsableOctetString(self._statement(req).dump())}
        )
        with self._credential.signer() as signer:
            token = await signer.async_sign_general_data(content, DIGEST, detached=False)
        status = tsp.PKIStatusInfo({"status": tsp.PKIStatus("granted")})
        return tsp.TimeStampResp({"status": status, "time_stamp_token": token})

    def _statement(self, req: Any) -> Any:
        issuer = as_asn1(self._credential.certificate).subject
        return tsp.TSTInfo(
            {
                "version": "v1",
                "policy": TRIAL_POLICY,
                "message_imprint": req["message_imprint"],
                "serial_number": int.from_bytes(secrets.token_bytes(8)),
                "gen_time": self._clock().astimezone(UTC).replace(microsecond=0),
                "nonce": req["nonce"],
                "tsa": asn1_x509.GeneralName(name="directory_name", value=issuer),
            }
        )


class _Service(HTTPTimeStamper):
    """pyHanko's HTTP client, with errors for the user and a look at what came back."""

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> Any:
        """One time stamp over ``message_digest``; raises TimestampError."""
        try:
            token = await super().async_timestamp(message_digest, md_algorithm)
            stamped = token["content"]["encap_content_info"]["content"].parsed["message_imprint"]
            same = stamped["hashed_message"].native == message_digest
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise TimestampError(
                f"时间戳服务“{self.url}”没有给出可用的时间戳（{type(error).__name__}），文件没有盖章。请稍后重试。"
            ) from error
        if not same:
            raise TimestampError(f"时间戳服务“{self.url}”返回的时间戳不是给这份文件的，文件没有盖章。")
        return token


def http_timestamper(
    url: str, *, user: str | None = None, password: Secret | None = None, timeout_seconds: int = 10
) -> TimeStamper:
    """A time stamping service over HTTP; a password is only sent over https. Raises TimestampError."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise TimestampError(f"时间戳服务的网址不对：“{url}”，应以 http:// 或 https:// 开头。")
    if parts.username or parts.password:
        raise TimestampError("时间戳服务的网址里不要写用户名和口令，请填在单独的设置里。")
    if user is None or password is None:
        return _Service(url, timeout=timeout_seconds)
    if parts.scheme != "https":
        raise TimestampError("时间戳服务需要口令时，网址必须以 https:// 开头，否则口令会明文传送。")
    login = base64.b64encode(user.encode() + b":" + password.reveal()).decode("ascii")
    return _Service(url, timeout=timeout_seconds, headers={"Authorization": f"Basic {login}"})
