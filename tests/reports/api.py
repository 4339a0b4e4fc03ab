"""The REST API as a program uses it: with a token, in JSON."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client

from accounts.models import ApiToken, User


class Program:
    """A program with a person's token. Every answer is (status, body); the body of a file is its bytes."""

    def __init__(self, user: User) -> None:
        _token, self.text = ApiToken.issue(user, "测试")
        self.client = Client()

    def get(self, path: str, **query: str | int) -> tuple[int, Any]:
        return self._answer(self.client.get(f"/api/v1/{path}", query, headers=self._headers()))

    def post(self, path: str, body: object) -> tuple[int, Any]:
        return self._send("post", path, body)

    def patch(self, path: str, body: object) -> tuple[int, Any]:
        return self._send("patch", path, body)

    def delete(self, path: str) -> tuple[int, Any]:
        return self._answer(self.client.delete(f"/api/v1/{path}", headers=self._headers()))

    def _send(self, method: str, path: str, body: object) -> tuple[int, Any]:
        send = getattr(self.client, method)
        response = send(f"/api/v1/{path}", body, content_type="application/json", headers=self._headers())
        return self._answer(response)

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Token {self.text}"}

    @staticmethod
    def _answer(response: Any) -> tuple[int, Any]:
        assert isinstance(response, HttpResponse)
        is_json = response.headers.get("Content-Type", "").startswith("application/json")
        return response.status_code, json.loads(response.content) if is_json else response.content
