"""Exit with 0 when the web server of this container answers; for health checks. Standard library only."""

from __future__ import annotations

import os
import sys
import urllib.request


def main() -> int:
    port = os.environ.get("PORT", "8000")
    allowed = (os.environ.get("PCF_ALLOWED_HOSTS") or "localhost").split(",")[0].lstrip(".")
    host = "localhost" if allowed == "*" else allowed
    request = urllib.request.Request(  # an address of this container
        f"http://127.0.0.1:{port}/login/", headers={"Host": host, "X-Forwarded-Proto": "https"}
    )
    with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310
        return 0 if answer.status == 200 else 1


if __name__ == "__main__":
    sys.exit(main())
