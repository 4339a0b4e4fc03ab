"""What a browser sends: the boxes of a form as the page holds them, so that tests change only what they are about."""

from __future__ import annotations

from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any, Protocol

from django.test import Client


class _Boxes(HTMLParser):
    """The values of the controls of one form; a ``template`` element is no part of it."""

    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id = form_id
        self.values: dict[str, str | list[str]] = {}
        self._inside = False
        self._templates = 0
        self._select = ""
        self._textarea: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        if tag == "form":
            self._inside = not self.form_id or has.get("id") == self.form_id
        if tag == "template":
            self._templates += 1
        if not self._inside or self._templates or "disabled" in has:
            return
        name, value = has.get("name") or "", has.get("value") or ""
        kind = has.get("type", "text")
        if tag == "input" and name and kind not in {"file", "submit"}:
            if kind not in {"checkbox", "radio"} or "checked" in has:
                self._add(name, value or ("on" if kind == "checkbox" else ""), several=kind == "checkbox")
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in has:
            self.values[self._select] = value
        elif tag == "textarea":
            self._textarea = name

    def _add(self, name: str, value: str, *, several: bool) -> None:
        before = self.values.get(name)
        if several and before is not None:
            self.values[name] = [*(before if isinstance(before, list) else [before]), value]
        else:
            self.values[name] = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "template":
            self._templates -= 1
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._textarea = None

    def handle_data(self, data: str) -> None:
        if self._textarea and self._inside:
            self.values[self._textarea] = str(self.values.get(self._textarea, "")) + data.removeprefix("\n")


class Answer(Protocol):
    """An answer of the test client."""

    status_code: int
    content: bytes


def boxes(response: Answer, form_id: str = "") -> dict[str, str | list[str]]:
    """The boxes of the page's form (by id, else of all its forms) without the token."""
    parser = _Boxes(form_id)
    parser.feed(response.content.decode())
    parser.values.pop("csrfmiddlewaretoken", None)
    return parser.values


def submit(browser: Client, address: str, changes: Mapping[str, Any], form_id: str = "line-form") -> Any:
    """Open the page, change some boxes, press the button."""
    page = browser.get(address)
    assert page.status_code == 200, address
    return browser.post(address, {**boxes(page, form_id), **changes})
