"""A notification of the browser for those who look elsewhere, and only where they allowed it."""

from playwright.sync_api import expect

from tests.e2e.conftest import CustomModel, Visit
from tests.hub import HubServer
from tests.support.models import slowly
from tests.support.product import Server

# Notes what is asked for and shown; the browser does both as ever.
_NOTE = """
window.asked = 0;
window.shown = [];
const ask = Notification.requestPermission.bind(Notification);
window.Notification = class extends Notification {
  constructor(title, options) {
    super(title, options);
    window.shown.push(options.body);
  }
  static requestPermission() { window.asked += 1; return ask(); }
};
"""
# A headless browser has no other tab in front: the page is told that it lies behind one.
_LOOK_ELSEWHERE = "Object.defineProperty(document, 'hidden', { get: () => window.away === true });"


def test_who_allowed_it_is_told_when_a_download_ends_behind_their_back(
    server: Server, hub: HubServer, custom_model: CustomModel, visit: Visit
) -> None:
    seen, unseen = custom_model(20_000_000), custom_model()
    visitor = visit(server)
    page = visitor.page
    page.add_init_script(_NOTE + _LOOK_ELSEWHERE)
    slowly(hub, seen, 500_000)
    task_id = server.api.start(seen.id)

    page.goto("/collections")
    page.get_by_role("button", name="In progress: ").click()
    page.get_by_role("button", name="Notify me").click()
    expect(page.get_by_text("It asks for your permission first")).to_be_visible()
    assert page.evaluate("[Notification.permission, window.asked]") == ["default", 0]

    visitor.context.grant_permissions(["notifications"], origin=server.url)
    page.get_by_role("button", name="Allow").click()
    expect(page.get_by_text("You will be notified")).to_be_visible()
    assert page.evaluate("window.asked") == 1

    # Who looks at the page is told by the page.
    hub.faults.clear()
    server.api.wait_until(task_id, "completed")
    expect(visitor.message(seen.id)).to_be_visible()
    assert page.evaluate("window.shown") == []
    page.evaluate("window.away = true")
    server.api.download(unseen.id)
    page.wait_for_function("window.shown.length > 0")
    (shown,) = page.evaluate("window.shown")
    assert unseen.id in shown
    page.reload()
    expect(visitor.heading("Collections")).to_be_visible()
    assert page.evaluate("window.asked") == 0
