/** The palette is opened by a key and by a button far from where it is drawn. */
import { useEffect, useEffectEvent } from "react";

const EVENT = "modelshelf:palette";

export function openPalette(): void {
  document.dispatchEvent(new Event(EVENT));
}

export function usePaletteOpening(onOpen: () => void): void {
  const open = useEffectEvent(onOpen);
  useEffect(() => {
    const hear = () => open();
    document.addEventListener(EVENT, hear);
    return () => document.removeEventListener(EVENT, hear);
  }, []);
}
