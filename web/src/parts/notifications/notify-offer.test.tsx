import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { NotifyOffer } from "./notify-offer";

/** A browser's permission: asked for at most once, and then what the reader said. */
function browserThatSays(answer: NotificationPermission) {
  const browser = {
    permission: "default" as NotificationPermission,
    requestPermission: vi.fn(async () => {
      browser.permission = answer;
      return answer;
    }),
  };
  vi.stubGlobal("Notification", browser);
  return browser;
}

beforeEach(() => vi.stubGlobal("isSecureContext", true));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it("asks nothing when it is drawn, and says what it is about before it does", async () => {
  const browser = browserThatSays("granted");
  render(<NotifyOffer />);
  screen.getByText(/while you are in another tab/);
  expect(browser.requestPermission).not.toHaveBeenCalled();
  await userEvent.click(screen.getByRole("button", { name: "Allow" }));
  expect(browser.requestPermission).toHaveBeenCalledOnce();
  screen.getByText("You will be notified");
});

it("does not ask again where the reader said no", async () => {
  browserThatSays("denied");
  render(<NotifyOffer />);
  await userEvent.click(screen.getByRole("button", { name: "Allow" }));
  screen.getByText(/blocked in the browser/);
  expect(screen.queryByRole("button")).toBeNull();
});

it("says where a browser shows none", () => {
  browserThatSays("granted");
  vi.stubGlobal("isSecureContext", false);
  render(<NotifyOffer />);
  screen.getByText(/they need https/);
});
