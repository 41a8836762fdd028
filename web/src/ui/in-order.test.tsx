import { render, screen } from "@testing-library/react";
import { useEffect } from "react";
import { expect, it } from "vitest";
import { InOrder } from "./in-order";

function Part({ name, note }: { name: string; note: (event: string) => void }) {
  note(`draws ${name}`);
  useEffect(() => note(`has ${name}`), [name, note]);
  return <p>{name}</p>;
}

it("draws a part only when the one above it is there, and in the end all of them", async () => {
  const noted = new Set<string>();
  const note = (event: string) => void noted.add(event);
  render(
    <InOrder className="">
      <Part name="first" note={note} />
      {false}
      <Part name="second" note={note} />
    </InOrder>,
  );
  await screen.findByText("second");
  expect([...noted]).toEqual(["draws first", "has first", "draws second", "has second"]);
});
