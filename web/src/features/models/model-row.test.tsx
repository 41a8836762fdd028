import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import type { Model } from "@/api/types";
import { inPage } from "@/testing/in-page";
import { model } from "@/testing/samples";
import { ModelRow } from "./model-row";

afterEach(cleanup);

it.each([
  ["available", "Available"],
  ["installed", "Installed"],
  ["partial", "Partial"],
  ["damaged", "Damaged"],
] as const)("says of a model that is %s so in a word, which a phone shows", (status, word) => {
  const shown: Model = model({ status });
  const nothing = () => undefined;
  render(
    inPage(
      <ModelRow
        model={shown}
        last={undefined}
        mayAct
        selected={false}
        onSelect={nothing}
        onAsk={nothing}
      />,
    ),
  );
  expect(screen.getByText(word)).toBeTruthy();
});
