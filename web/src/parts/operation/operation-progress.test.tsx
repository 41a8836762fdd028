import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { operation } from "@/testing/samples";
import { OperationProgress } from "./operation-progress";

afterEach(cleanup);

const SILENCE = Array.from({ length: 9 }, () => 0);

it("says that nothing comes, and no speed", () => {
  render(<OperationProgress operation={operation({ speeds_bps: SILENCE, speed_bps: 500 })} />);
  expect(screen.getByText(/^Nothing has arrived for some seconds/)).toBeTruthy();
  expect(screen.queryByText(/B\/s/)).toBeNull();
});

it("says rather that the Hub is tried again, where that is known", () => {
  render(
    <OperationProgress operation={operation({ speeds_bps: SILENCE, phase: "reconnecting" })} />,
  );
  expect(screen.getByText(/^Connection to the Hub lost/)).toBeTruthy();
});

it("counts the files where they are too many to be told one by one", () => {
  const many = { phase: "downloading", file_count: 60_000, files_complete: 1_234 } as const;
  render(<OperationProgress operation={operation({ files: undefined, ...many })} />);
  expect(screen.getByText("1,234 of 60,000 files")).toBeTruthy();
});
