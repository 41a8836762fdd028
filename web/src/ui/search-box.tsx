import { Search } from "lucide-react";
import { useEffect, useRef } from "react";
import { singleKeysAreOn } from "@/lib/single-keys";
import { useTypedText } from "./use-typed-text";

/** What the API takes. */
const LONGEST_TEXT = 200;

/** Searches when typing pauses; `/` leads here from anywhere on the page. */
export function SearchBox(props: {
  label: string;
  hint: string;
  value: string;
  onSearch: (text: string) => void;
}) {
  const [text, setText] = useTypedText(props.value, props.onSearch);
  const input = useRef<HTMLInputElement>(null);

  useEffect(() => {
    function leadHere(event: KeyboardEvent) {
      const typing =
        event.target instanceof Element && event.target.closest("input, textarea, select");
      if (
        event.key !== "/" ||
        typing ||
        !singleKeysAreOn() ||
        document.querySelector("[role=dialog]")
      )
        return;
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
        aria-label={props.label}
        placeholder={props.hint}
        value={text}
        maxLength={LONGEST_TEXT}
        onChange={(event) => setText(event.target.value)}
        className="h-8 w-full rounded-md border border-line-strong bg-surface pr-2 pl-8 text-sm placeholder:text-muted"
      />
    </div>
  );
}
