import { startTransition, useEffect, useState } from "react";

/**
 * False while a part is drawn for the first time, true a moment later.
 *
 * What waits for it is drawn by itself and in small steps: whoever presses something meanwhile is
 * heard, and what stands around it is seen first. Answers of the API and the router's moves are
 * else drawn in one go, since stores outside of React know no other way.
 */
export function useSoon(): boolean {
  const [isSoon, setSoon] = useState(false);
  useEffect(() => startTransition(() => setSoon(true)), []);
  return isSoon;
}
