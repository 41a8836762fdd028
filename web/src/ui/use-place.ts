import { type RefObject, startTransition, useLayoutEffect, useState } from "react";

/** Where an element stands, in pixels. */
export interface Place {
  /** Below the top of the page. */
  top: number;
  width: number;
}

/**
 * The place of an element, followed as it changes: what stands above it may come and go.
 *
 * What is drawn once it is known is drawn in small steps, so that a reader is heard meanwhile.
 */
export function usePlace(element: RefObject<HTMLElement | null>): Place | undefined {
  const [place, setPlace] = useState<Place>();
  useLayoutEffect(() => {
    const observed = element.current;
    if (observed === null) return;
    const measure = () => {
      const top = Math.round(observed.getBoundingClientRect().top + window.scrollY);
      const width = observed.clientWidth;
      setPlace((last) => (last?.top === top && last.width === width ? last : { top, width }));
    };
    startTransition(measure);
    const observer = new ResizeObserver(measure);
    observer.observe(observed);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [element]);
  return place;
}
