"""What a person can see of a download while it runs."""

from typing import Any

from tests.hub import HubServer, Pattern, Rule, WrongByte
from tests.hub.faults import Delay, Rate, Stall
from tests.support.api import Api
from tests.support.models import WEIGHTS, add_model, served_bytes, size_of
from tests.support.wait import wait_for


def _phases(operation: dict[str, Any]) -> dict[str, str]:
    return {file["path"]: file["phase"] for file in operation["files"]}


def test_each_file_tells_what_happens_to_it(api: Api, hub: HubServer) -> None:
    second = Pattern(3_000_000, seed=99)
    repo = add_model(hub, 4_000_000, files={"z.model": second})
    hub.faults.add(Rule(Delay(60), path=f"{repo.id}/.*z.model"))
    hub.faults.add(Rule(Rate(1_000_000, "all"), path=f"{repo.id}/.*{WEIGHTS}"))
    task_id = api.start(repo.id)

    def under_way() -> dict[str, Any] | None:
        row = api.operation(task_id)
        return row if _phases(row)["config.json"] == "done" and row["speed_bps"] else None

    running = wait_for(under_way, "the small file is done and it has a speed")
    assert _phases(running)[WEIGHTS] == "downloading"
    assert running["phase"] == "downloading"
    left = running["bytes_total"] - running["bytes_downloaded"]
    assert abs(running["eta_seconds"] - left / running["speed_bps"]) <= 1

    paused = api.post(f"/models/download/{task_id}/pause")
    assert paused["phase"] == "waiting"
    assert (paused["speed_bps"], paused["eta_seconds"]) == (None, None)
    assert _phases(api.operation(task_id)) == {
        "config.json": "done",
        WEIGHTS: "waiting",
        "z.model": "waiting",
    }

    hub.faults.clear()
    api.post(f"/models/download/{task_id}/resume")
    done = api.wait_until(task_id, "completed")
    assert done["phase"] == "done"
    assert set(_phases(done).values()) == {"done"}
    assert done["bytes_downloaded"] == size_of(repo)


def test_a_file_that_begins_anew_says_so(api: Api, hub: HubServer) -> None:
    repo = add_model(hub, 2_000_000)
    hub.faults.add(Rule(WrongByte(after_bytes=10), path=f"{repo.id}/.*{WEIGHTS}", times=1))

    done = api.download(repo.id)

    (note,) = done["notes"]
    assert WEIGHTS in note
    assert "began anew" in note


def test_the_first_bytes_are_shown_while_the_others_are_held_back(api: Api, hub: HubServer) -> None:
    """That nothing waits for time on the way is shown where time can be held back."""
    repo = add_model(hub, 16_000_000, files={"config.json": ""})
    hub.faults.add(Rule(Stall(after_bytes=50_000), path=repo.id))
    with api.events() as news:
        task_id = api.start(repo.id)
        mine = (each.data for each in news if each.data.get("task_id") == task_id)
        first = next(row for row in mine if row["bytes_downloaded"])

    assert first["bytes_downloaded"] <= served_bytes(hub, repo) < 1_000_000
    api.post(f"/models/download/{task_id}/cancel")
