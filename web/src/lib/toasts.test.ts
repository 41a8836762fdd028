import { beforeEach, expect, it } from "vitest";
import { showAlike, showToast, useToasts } from "./toasts";

beforeEach(() => useToasts.setState({ toasts: [] }));

const texts = () => useToasts.getState().toasts.map((toast) => toast.text);
const back = (name: string) =>
  showAlike("done", `${name} is back.`, {
    kind: "restore",
    names: [name],
    ofMany: (names) => `${names.join(", ")} are back.`,
  });

it("tells what happens to many at once in one message", () => {
  back("one");
  expect(texts()).toEqual(["one is back."]);
  showToast("info", "Something else.");
  back("two");
  back("three");
  expect(texts()).toEqual(["Something else.", "one, two, three are back."]);
});

it("keeps apart what is of another kind or was dismissed", () => {
  back("one");
  showAlike("done", "two works.", { kind: "try", names: ["two"], ofMany: String });
  expect(texts()).toEqual(["one is back.", "two works."]);
  const [first] = useToasts.getState().toasts;
  useToasts.getState().dismiss(first?.id ?? 0);
  back("three");
  expect(texts()).toEqual(["two works.", "three is back."]);
});

it("does for all with one press what can be done about each", () => {
  const tried: string[] = [];
  for (const name of ["one", "two"]) {
    showAlike("failed", `${name}: the disk is full.`, {
      kind: "disk full",
      names: [name],
      ofMany: (names) => `${names.join(", ")}: the disk is full.`,
      deeds: { label: "Retry", runs: { [name]: () => tried.push(name) } },
    });
  }
  const [told, ...others] = useToasts.getState().toasts;
  expect([told?.text, told?.action?.label]).toEqual(["one, two: the disk is full.", "Retry"]);
  expect(others).toEqual([]);
  told?.action?.run();
  expect(tried).toEqual(["one", "two"]);
});

it("names each once, however often it is told", () => {
  back("one");
  back("one");
  expect(texts()).toEqual(["one is back."]);
  back("two");
  back("one");
  expect(texts()).toEqual(["one, two are back."]);
});
