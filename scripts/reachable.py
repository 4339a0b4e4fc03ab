"""Print shell lines that name the services which answer: PCF_POSTGRES=…, PCF_REDIS=… (empty: not reachable).

The addresses are PCF_TEST_POSTGRES_URL and PCF_TEST_REDIS_URL, else those of a local installation. The reason why
one does not answer goes to standard error.
"""

from __future__ import annotations

import os
import shlex
import sys
from urllib.parse import urlsplit, urlunsplit

import psycopg
import redis

POSTGRES = os.environ.get("PCF_TEST_POSTGRES_URL") or "postgres://postgres@127.0.0.1:5432/pcf"
REDIS = os.environ.get("PCF_TEST_REDIS_URL") or "redis://127.0.0.1:6379/15"
TIMEOUT_SECONDS = 3


def reachable_postgres() -> str:
    """The address if a database can be made there (the tests make ``test_`` + its name), else nothing."""
    maintenance = urlunsplit(urlsplit(POSTGRES)._replace(path="/postgres"))
    try:
        with psycopg.connect(maintenance, connect_timeout=TIMEOUT_SECONDS) as connection:
            row = connection.execute(
                "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
    except psycopg.Error as error:
        print(f"PostgreSQL: {error}", file=sys.stderr)
        return ""
    if row is None or not row[0]:
        print("PostgreSQL: the role may not create databases (CREATEDB)", file=sys.stderr)
        return ""
    return POSTGRES


def reachable_redis() -> str:
    """The address if the server answers, else nothing."""
    try:
        with redis.Redis.from_url(REDIS, socket_connect_timeout=TIMEOUT_SECONDS) as client:
            client.ping()
    except redis.RedisError as error:
        print(f"Redis: {error}", file=sys.stderr)
        return ""
    return REDIS


if __name__ == "__main__":
    print(f"PCF_POSTGRES={shlex.quote(reachable_postgres())}")
    print(f"PCF_REDIS={shlex.quote(reachable_redis())}")
