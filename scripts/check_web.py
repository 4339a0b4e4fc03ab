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
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310  # http:// only, see above
            print(f"web server answers {answer.status}")
            return 0
    except OSError as error:
        print(f"web server does not answer: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
