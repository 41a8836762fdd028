import { expect, it } from "vitest";
import { deedInWords } from "./deed-words";

it("says of a refused deed that it was tried, and of others that they were done", () => {
  expect(deedInWords({ deed: "delete.start", outcome: "done" })).toBe("Deleted a model");
  const refused = deedInWords({ deed: "delete.start", outcome: "refused" });
  expect(refused).toBe("Attempted: deleted a model");
});
