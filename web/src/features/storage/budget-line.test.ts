import { expect, it } from "vitest";
import { standingOf } from "./budget-line";

const GB = 1_000_000_000;

it("says only how much of its budget the cache takes while it is kept", () => {
  const kept = { used_bytes: 40 * GB, budget_bytes: 50 * GB, over_bytes: 0, automatic: true };
  expect(standingOf(kept)).toBe("The cache takes 40.0 GB of its budget of 50.0 GB.");
});

it("says by how much the budget is exceeded, and who frees the rest", () => {
  const over = { used_bytes: 53 * GB, budget_bytes: 50 * GB, over_bytes: 3 * GB };
  expect(standingOf({ ...over, automatic: true })).toMatch(/3\.0 GB over.*The worker deletes/);
  expect(standingOf({ ...over, automatic: false })).toMatch(/3\.0 GB over.*Suggestions are below/);
});
