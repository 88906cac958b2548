"""The page of exports in Chromium: no fault at either width, and both files come down by its buttons."""

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Served
from tests.browser.test_every_page import faults
from tests.web import council

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_of_exports_has_no_fault_that_a_machine_can_find(served: Served, chrome: Browser, width: int) -> None:
    council.settle(served.site, served.town)
    page = served.page(chrome, "carys", viewport={"width": width, "height": 700})
    found = {}
    for address in ("/hr/export", "/hr/export?as_at=x&known_on=y&unit=z&module=none&standing=late"):
        page.goto(address)
        page.locator("details summary").first.click()
        wrong = faults(page, width) + [line for line in page.said if "400" not in line]  # type: ignore[attr-defined]
        if wrong:
            found[address] = wrong
        page.said.clear()  # type: ignore[attr-defined]
    assert found == {}


def test_both_files_come_down_by_the_buttons_of_the_page(served: Served, chrome: Browser, tmp_path: Path) -> None:
    council.settle(served.site, served.town)
    page = served.page(chrome, "carys", viewport={"width": 1280, "height": 700}, java_script_enabled=False)
    page.goto("/hr/export")
    page.fill("#as_at", "1/6/2021")
    page.select_option("#standing", "overdue")
    for button, name in (
        ("Download for Excel (XLSX)", "compliance-2021-06-01.xlsx"),
        ("Download as CSV", "compliance-2021-06-01.csv"),
    ):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=button).click()
        assert waiting.value.suggested_filename == name
        waiting.value.save_as(tmp_path / name)
    assert (tmp_path / "compliance-2021-06-01.xlsx").read_bytes().startswith(b"PK")
    with (tmp_path / "compliance-2021-06-01.csv").open(encoding="utf-8-sig", newline="") as file:
        assert {row["standing"] for row in csv.DictReader(file)} == {"overdue"}
