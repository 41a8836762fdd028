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

it.each([
  ["Qwen/Qwen2.5-0.5B-Instruct-GGUF", ["Qwen/Qwen2.5-0.5B-", "Instruct-GGUF"]],
  ["Paraphrase Multilingual MiniLM L12 v2", ["Paraphrase Multilingual ", "MiniLM L12 v2"]],
  ["abcdefghijklmnopqrst", ["abcdefgh", "ijklmnopqrst"]],
])(
  "keeps the end of %s apart with whole words, so that only what stands before is cut",
  (text, parts) => {
    const { container } = render(<MiddleCut text={text} />);
    const drawn = [...container.querySelectorAll("[aria-hidden]")].map((part) => part.textContent);
    expect(drawn).toEqual(parts);
  },
);
