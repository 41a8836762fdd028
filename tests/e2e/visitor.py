"""Somebody in front of the page: what they see and press, by the names that are read out."""

import re
from dataclasses import dataclass, field
from urllib.parse import quote

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect

from tests.e2e.browser import complaint_in, fault_in
from tests.support.product import PASSWORD

# For a slow machine: whatever is awaited comes much sooner on any other.
PATIENCE_MS = 60_000
DESKTOP = {"width": 1280, "height": 860}
NARROWEST = {"width": 320, "height": 700}
MODELS = "/settings/models"

# Notes every value that a progress bar shows, from now on.
_NOTE_PROGRESS = """name => {
  const shown = [];
  window.shownProgress = shown;
  const note = () => {
    for (const bar of document.querySelectorAll("[role=progressbar]")) {
      const value = Number(bar.getAttribute("aria-valuenow"));
      if (bar.getAttribute("aria-label") === name && shown.at(-1) !== value) shown.push(value);
    }
  };
  const what = { subtree: true, childList: true, attributes: true };
  new MutationObserver(note).observe(document.body, what);
  note();
}"""

# Notes every message that is shown, from now on.
_NOTE_MESSAGES = """() => {
  const shown = [];
  window.shownMessages = shown;
  const note = () => {
    for (const message of document.querySelectorAll("section[aria-label=Messages] p")) {
      if (!shown.includes(message.textContent)) shown.push(message.textContent);
    }
  };
  const what = { subtree: true, childList: true, characterData: true };
  new MutationObserver(note).observe(document.body, what);
}"""


@dataclass
class Visitor:
    """One browser profile with one tab.

    Attributes:
        complaints: What the browser held against the page so far; a test ends without any.
        forgiven: What it may hold against the page, since the test itself brings it about. It may
            come as late as the closing of the tab, so that no moment is the last to look at.
    """

    page: Page
    url: str
    complaints: list[str] = field(default_factory=list)
    forgiven: re.Pattern[str] | None = None

    @classmethod
    def with_browser(
        cls,
        browser: Browser,
        url: str,
        *,
        viewport: dict[str, int] | None = None,
        dark: bool = False,
        scale: float = 1,
        locale: str = "en-GB",
    ) -> "Visitor":
        width, height = (viewport or DESKTOP).values()
        context = browser.new_context(
            base_url=url,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            device_scale_factor=scale,
            locale=locale,
        )
        context.set_default_timeout(PATIENCE_MS)
        visitor = cls(context.new_page(), url)
        visitor.page.on("console", visitor._listen)
        visitor.page.on("pageerror", lambda error: visitor.complaints.append(fault_in(error)))
        return visitor

    def resize(self, viewport: dict[str, int]) -> None:
        """As if the window, or the device, were another."""
        self.page.set_viewport_size({"width": viewport["width"], "height": viewport["height"]})

    @property
    def context(self) -> BrowserContext:
        return self.page.context

    def sign_in(self, username: str) -> None:
        """Sign in without the form, which has tests of its own."""
        answer = self.context.request.post(
            f"{self.url}/api/v2/auth/login", data={"username": username, "password": PASSWORD}
        )
        assert answer.ok, answer.text()

    def sign_in_again(self, username: str, password: str = PASSWORD) -> None:
        """Give the password over a page whose session has ended."""
        again = self.dialog("Sign in again")
        expect(again).to_contain_text(f"The session of {username} has ended.")
        again.get_by_label("Password").fill(password)
        again.get_by_role("button", name="Sign in", exact=True).click()
        expect(again).to_be_hidden()

    def open_models(self, search: str = "", tab: str = "embedding") -> None:
        """Go to Settings > Models, where cards are shown."""
        self.page.goto(f"{MODELS}?type={tab}&q={quote(search)}")
        expect(self.heading("Models")).to_be_visible()

    def heading(self, name: str) -> Locator:
        return self.page.get_by_role("heading", name=name, exact=True)

    def card(self, name: str) -> Locator:
        return self.page.get_by_role("article", name=name, exact=True)

    def tab(self, name: str) -> Locator:
        return self.page.get_by_role("tab", name=re.compile(f"^{name}"))

    def dialog(self, name: str) -> Locator:
        return self.page.get_by_role("dialog", name=name, exact=True)

    def progress(self, model_id: str) -> Locator:
        return self.page.get_by_role("progressbar", name=model_id, exact=True)

    def message(self, text: str | re.Pattern[str]) -> Locator:
        """A message in the live region."""
        return self.page.get_by_role("region", name="Messages").get_by_text(text)

    def note_progress(self, model_id: str) -> None:
        """From now on, note every value of this model's progress bar."""
        self.page.evaluate(_NOTE_PROGRESS, model_id)

    def noted_progress(self) -> list[int]:
        """The values that were shown one after the other, in percent."""
        shown: list[int] = self.page.evaluate("window.shownProgress")
        return shown

    def start_download(self, card: Locator, model_name: str) -> None:
        """Open the plan from the card and accept it."""
        card.get_by_role("button", name=re.compile("^Download ")).click()
        dialog = self.dialog(f"Download {model_name}")
        dialog.get_by_role("button", name=re.compile(r"^Download \d")).click()
        expect(dialog).to_be_hidden()

    def note_messages(self) -> None:
        """From now on, note every message."""
        self.page.evaluate(_NOTE_MESSAGES)

    def noted_messages(self) -> list[str]:
        shown: list[str] = self.page.evaluate("window.shownMessages")
        return shown

    def wait_for_percent(self, model_id: str, percent: int) -> int:
        """The value of the progress bar, once it is at least this."""
        expect(self.progress(model_id)).to_be_visible()
        self.page.wait_for_function(
            """([name, percent]) => [...document.querySelectorAll("[role=progressbar]")].some(
              bar => bar.ariaLabel === name && Number(bar.ariaValueNow) >= percent)""",
            arg=[model_id, percent],
        )
        return int(self.progress(model_id).get_attribute("aria-valuenow") or -1)

    def _listen(self, message: ConsoleMessage) -> None:
        complaint = complaint_in(message)
        if complaint is None or (self.forgiven and self.forgiven.search(complaint)):
            return
        self.complaints.append(complaint)
