import { expect, it } from "vitest";
import { traitsIn } from "./traits";

function formOf(fields: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}

it("reads what was typed, and leaves the rest to what was detected", () => {
  const form = formOf({ dimension: "384", is_asymmetric: "no", query_prefix: "query: " });
  expect(traitsIn(form, "embedding")).toEqual({
    dimension: 384,
    max_sequence_length: null,
    pooling_method: null,
    is_asymmetric: false,
    query_prefix: "query: ",
    document_prefix: null,
    default_query_instruction: null,
  });
});

it("asks for nothing that a model of the type does not have", () => {
  expect(traitsIn(formOf({ dimension: "384", context_window: "4096" }), "llm")).toEqual({
    context_window: 4096,
  });
});
