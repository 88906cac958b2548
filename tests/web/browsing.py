"""A person at a browser without JavaScript: goes to pages, reads them strictly, fills in the forms that are there."""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

HTML = "{http://www.w3.org/1999/xhtml}"


@dataclass
class Page:
    """One answer of the site: its status, its address, and its HTML parsed strictly."""

    status: int
    address: str
    text: str
    headers: Any
    tree: Element | None = field(repr=False, default=None)

    def all(self, tag: str) -> list[Element]:
        """Every element of this kind."""
        assert self.tree is not None
        return list(self.tree.iter(HTML + tag))

    @property
    def title(self) -> str:
        """The words of the title."""
        return words(self.all("title")[0])

    @property
    def heading(self) -> str:
        """The words of the one h1."""
        headings = self.all("h1")
        assert len(headings) == 1, f"{self.address} has {len(headings)} h1"
        return words(headings[0])

    @property
    def main(self) -> str:
        """The words of the page's main part."""
        return words(self.all("main")[0])

    def form(self, action: str = "") -> dict[str, Any]:
        """The one form in main whose address contains this: where it goes, and what is in it."""
        forms = [f for f in self.all("main")[0].iter(HTML + "form") if action in (f.get("action") or self.address)]
        assert len(forms) == 1, f"{self.address} has {len(forms)} forms for {action!r}"
        fields = [i for i in forms[0].iter(HTML + "input") if i.get("type") == "hidden"]
        return {
            "action": forms[0].get("action") or self.address,
            "fields": {str(i.get("name")): str(i.get("value") or "") for i in fields},
        }

    def checked(self) -> list[str]:
        """The values of the options that are chosen."""
        return [str(i.get("value")) for i in self.all("input") if i.get("checked") is not None]

    def selects(self) -> dict[str, Element]:
        """The drop-down lists by the words of their labels, in the order of the page."""
        lists = {str(select.get("id")): select for select in self.all("select")}
        labelled = ((words(label), lists.get(str(label.get("for")))) for label in self.all("label"))
        return {label: select for label, select in labelled if select is not None}

    def link(self, text: str) -> str:
        """Where the first link whose words contain this goes."""
        for link in self.all("a"):
            if text in words(link):
                return str(link.get("href"))
        raise AssertionError(f"No link {text!r} on {self.address}: {[words(a) for a in self.all('a')]}")


def words(element: Element) -> str:
    """An element's text with its white space folded."""
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip()


class Browser:
    """One browser; follows redirects as a browser does."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()
        self.page: Page

    def _read(self, response: TestResponse) -> Page:
        hops = 0
        while response.status_code in (301, 302, 303, 307, 308) and hops < 8:
            response = self.client.get(response.headers["Location"])
            hops += 1
        text = response.get_data(as_text=True) if "html" in response.content_type else ""
        tree = html5lib.HTMLParser(strict=True).parse(text) if text else None
        parts = urlsplit(response.request.url)
        address = parts.path + (f"?{parts.query}" if parts.query else "")
        self.page = Page(response.status_code, address, text, response.headers, tree)
        return self.page

    def go(self, address: str) -> Page:
        """Open an address."""
        return self._read(self.client.get(address))

    def send(self, to: str = "", **values: Any) -> Page:
        """Fill in and send a form of the page in front."""
        form = self.page.form(to)
        data = {**form["fields"], **values}
        return self._read(self.client.post(form["action"].split("#")[0], data=data))

    def sign_in(self, who: str, password: str) -> Page:
        """Sign in with an e-mail or employee number."""
        self.go("/sign-in")
        return self.send("sign-in", identifier=who, password=password)
