import { useRouter } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import type { Account } from "@/api/types";
import { later } from "@/ui/later";
import { placesFor } from "../places";
import { openPalette, usePaletteOpening } from "./palette-opening";
import { keyReader } from "./shortcuts";

const HelpSheet = later(() => import("./help-sheet"));
const Palette = later(() => import("../palette/palette"));

/** Hears the page's keys, and shows the palette and the sheet of keys; both are loaded when asked for. */
export function Keys({ account }: { account: Account }) {
  const router = useRouter();
  const [opened, setOpened] = useState<"palette" | "help" | null>(null);
  usePaletteOpening(() => setOpened("palette"));

  useEffect(() => {
    const reader = keyReader();
    function hear(event: KeyboardEvent) {
      const pressed = reader.read(event);
      const place = placesFor(account.role).find(({ keys }) => keys === pressed);
      if (pressed === "mod+k") openPalette();
      else if (pressed === "?") setOpened("help");
      else if (place) void router.navigate({ to: place.to });
      else return;
      event.preventDefault();
    }
    document.addEventListener("keydown", hear);
    return () => document.removeEventListener("keydown", hear);
  }, [account.role, router]);

  const close = () => setOpened(null);
  return (
    <>
      {opened === "palette" && (
        <Palette account={account} onHelp={() => setOpened("help")} onClose={close} />
      )}
      {opened === "help" && <HelpSheet onClose={close} />}
    </>
  );
}
