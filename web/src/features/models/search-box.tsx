import { Search } from "lucide-react";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { t } from "@/lib/messages";

const TYPING_PAUSE_MS = 200;
/** What the API takes. */
const LONGEST_TEXT = 200;

/** Searches when typing pauses; `/` leads here from anywhere on the page. */
export function SearchBox(props: { value: string; onSearch: (text: string) => void }) {
  const { value } = props;
  const [text, setText] = useState(value);
  const sent = useRef(value);
  const input = useRef<HTMLInputElement>(null);

  useEffect(() => {
    // The address changed by other means, as by going back.
    if (value !== sent.current) setText(value);
    sent.current = value;
  }, [value]);

  // An effect event: a page that draws itself anew, as live progress makes it, must not start the
  // pause again.
  const search = useEffectEvent(() => {
    sent.current = text;
    props.onSearch(text);
  });

  useEffect(() => {
    if (text === sent.current) return;
    const timer = setTimeout(() => search(), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);

  useEffect(() => {
    function leadHere(event: KeyboardEvent) {
      const typing =
        event.target instanceof Element && event.target.closest("input, textarea, select");
      if (event.key !== "/" || typing || document.querySelector("[role=dialog]")) return;
      event.preventDefault();
      input.current?.focus();
    }
    document.addEventListener("keydown", leadHere);
    return () => document.removeEventListener("keydown", leadHere);
  }, []);

  return (
    <div className="relative min-w-40 flex-1 sm:max-w-80">
      <Search aria-hidden className="absolute top-2 left-2.5 size-4 text-muted" />
      <input
        ref={input}
        type="search"
        aria-label={t.models.search}
        placeholder={t.models.searchHint}
        value={text}
        maxLength={LONGEST_TEXT}
        onChange={(event) => setText(event.target.value)}
        className="h-8 w-full rounded-md border border-line-strong bg-surface pr-2 pl-8 text-sm placeholder:text-muted"
      />
    </div>
  );
}
