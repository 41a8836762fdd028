import { expect, it } from "vitest";
import { formatDateTime } from "../time";
import { withOwnMoments } from "./moments";

it("shows the moments of a sentence as the page shows all others", () => {
  const own = [formatDateTime("2026-11-26T17:56Z"), formatDateTime("2026-11-26T18:06Z")];
  expect(withOwnMoments("ada deleted it on 2026-11-26 17:56 UTC, gone 2026-11-26 18:06 UTC.")).toBe(
    `ada deleted it on ${own[0]}, gone ${own[1]}.`,
  );
});

it("leaves days alone, which names of models have as well", () => {
  expect(withOwnMoments("gpt-4o-mini-2024-07-18 is here.")).toBe("gpt-4o-mini-2024-07-18 is here.");
});
