import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { MiddleCut } from "./middle-cut";

afterEach(cleanup);

it.each(["Qwen/Qwen2.5-0.5B-Instruct-GGUF", "short", "twelve-chars"])(
  "reads %s as a whole",
  (text) => {
    render(
      <h2>
        <MiddleCut text={text} />
      </h2>,
    );
    expect(screen.getByRole("heading", { name: text })).toBeTruthy();
  },
);

it("keeps the end apart, so that only what stands before it is cut", () => {
  const { container } = render(<MiddleCut text="Qwen/Qwen2.5-0.5B-Instruct-GGUF" />);
  const drawn = [...container.querySelectorAll("[aria-hidden]")].map((part) => part.textContent);
  expect(drawn).toEqual(["Qwen/Qwen2.5-0.5B-I", "nstruct-GGUF"]);
});
