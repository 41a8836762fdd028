"""One's own list of custom models: kept as a file, taken in again; and an entry looked at anew."""

from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.conftest import CustomModel, Visit
from tests.support.product import Server


def test_the_list_is_saved_as_a_file_and_taken_in_again(
    server: Server, custom_model: CustomModel, visit: Visit, tmp_path: Path
) -> None:
    lost, kept = custom_model(), custom_model()
    visitor = visit(server)
    page = visitor.page
    visitor.open_models(lost.id)
    page.get_by_role("button", name="Your list of custom models").click()
    with page.expect_download() as saving:
        page.get_by_role("menuitem", name="Export as a file").click()
    saved = tmp_path / saving.value.suggested_filename
    saving.value.save_as(saved)
    assert saved.name == "custom-models.yaml"
    for entry in server.api.get("/models/custom")["models"]:
        if entry["model_id"] == lost.id:
            server.api.ask("DELETE", f"/models/custom/{entry['id']}")

    page.get_by_role("button", name="Your list of custom models").click()
    page.get_by_role("menuitem", name="Import a file").click()
    dialog = visitor.dialog("Import a list of custom models")
    dialog.get_by_label("File (YAML)").set_input_files(saved)
    dialog.get_by_role("button", name="Import").click()
    rows = dialog.get_by_role("listitem")
    expect(rows.filter(has_text=lost.id)).to_contain_text("Added")
    expect(rows.filter(has_text=kept.id)).to_contain_text("Already there")
    dialog.get_by_role("button", name="Done").click()
    expect(visitor.card(lost.id.rpartition("/")[2])).to_be_visible()


def test_a_file_that_is_no_list_is_refused_in_the_dialog(
    server: Server, visit: Visit, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("just: [a, file")
    visitor = visit(server)
    visitor.open_models()
    visitor.page.get_by_role("button", name="Your list of custom models").click()
    visitor.page.get_by_role("menuitem", name="Import a file").click()
    dialog = visitor.dialog("Import a list of custom models")
    dialog.get_by_label("File (YAML)").set_input_files(wrong)
    dialog.get_by_role("button", name="Import").click()

    expect(dialog.get_by_role("alert")).to_contain_text("YAML")


def test_an_entry_is_looked_at_anew(
    server: Server, custom_model: CustomModel, visit: Visit
) -> None:
    repo = custom_model()
    visitor = visit(server)
    visitor.page.goto(f"/models/{repo.id}")
    visitor.page.get_by_role("button", name=f"Edit {repo.id}").click()
    editing = visitor.dialog(f"Edit {repo.id}")
    editing.get_by_role("button", name="Detect again").click()
    visitor.message(f"{repo.id} was checked again").wait_for()
    expect(editing).to_be_visible()
