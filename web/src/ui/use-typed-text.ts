import { useEffect, useEffectEvent, useRef, useState } from "react";

const TYPING_PAUSE_MS = 200;

/** A text that is typed here and holds elsewhere, as in the address, once typing pauses. */
export function useTypedText(value: string, onPause: (text: string) => void) {
  const [text, setText] = useState(value);
  const sent = useRef(value);

  useEffect(() => {
    // The address changed by other means, as by going back.
    if (value !== sent.current) setText(value);
    sent.current = value;
  }, [value]);

  // An effect event: a page that draws itself anew, as live progress makes it, must not start the
  // pause again.
  const send = useEffectEvent(() => {
    sent.current = text;
    onPause(text);
  });

  useEffect(() => {
    if (text === sent.current) return;
    const timer = setTimeout(() => send(), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);

  return [text, setText] as const;
}
