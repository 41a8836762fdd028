import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { formatDateTime, formatMoment } from "@/lib/time";
import { When } from "./when";

afterEach(cleanup);

const AT = "2026-03-05T16:07:09Z";

it("puts a moment to the minute into its sentence, and has it to the second", () => {
  const { container } = render(<When at={AT} says={(when) => `read on ${when}, they say`} />);
  expect(container.textContent).toBe(`read on ${formatDateTime(AT)}, they say`);
  const moment = screen.getByText(formatDateTime(AT));
  expect(moment.title).toBe(formatMoment(AT));
  expect(moment.title).toMatch(/09/);
  expect(moment.getAttribute("datetime")).toBe(AT);
});

it("needs no sentence", () => {
  const { container } = render(<When at={AT} />);
  expect(container.textContent).toBe(formatDateTime(AT));
});
