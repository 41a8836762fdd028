"""The record of deeds: found by deed, person, outcome and day, and taken along as a table."""

import csv
import re
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.conftest import CustomModel, Visit
from tests.support.product import ADMIN, Server


def test_the_record_is_narrowed_down_in_the_address_and_exported(
    server: Server, custom_model: CustomModel, visit: Visit
) -> None:
    repo = custom_model()
    server.api.download(repo.id)
    visitor = visit(server)
    page = visitor.page
    page.goto("/audit")
    page.get_by_label("About").fill(repo.id)
    entries = page.get_by_role("listitem").filter(has_text=repo.id)
    entry = entries.filter(has_text="Started a download")
    expect(entry).to_contain_text(ADMIN)
    expect(entry).to_contain_text("Done")
    expect(entries.filter(has_text="Added a custom model")).to_be_visible()

    page.get_by_label("Action", exact=True).select_option("Downloads: all")
    expect(entries.filter(has_text="Added a custom model")).to_be_hidden()
    expect(entry).to_be_visible()
    page.get_by_label("To", exact=True).fill(str(date.today() + timedelta(days=1)))
    expect(page).to_have_url(re.compile(r"deed=download&.*about=.*&to=\d{4}-\d\d-\d\d$"))
    page.reload()
    expect(entry).to_be_visible()

    with page.expect_download() as saving:
        page.get_by_role("button", name="Export as CSV").click()
    with Path(saving.value.path()).open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert {(row["deed"], row["about"]) for row in rows} == {
        ("download.start", repo.id),
        ("download.finish", repo.id),
    }
    expect(visitor.message("2 entries are in the file.")).to_be_visible()

    page.get_by_label("To", exact=True).fill("2020-01-01")
    expect(page.get_by_text("No entries match this filter.")).to_be_visible()
    page.get_by_role("button", name="Show everything").click()
    expect(page).to_have_url(re.compile("/audit$"))
    expect(page.get_by_role("listitem").first).to_be_visible()


def test_a_member_sees_what_they_did_themselves(server: Server, visit: Visit) -> None:
    visitor = visit(server, username="member")
    visitor.page.goto("/audit")
    expect(visitor.page.get_by_text("You see what you did")).to_be_visible()
    entries = visitor.page.get_by_role("listitem").filter(has_text="Signed in")
    expect(entries.first).to_contain_text("member")
    expect(visitor.page.get_by_role("listitem").filter(has_text=f"{ADMIN}page")).to_have_count(0)
