import { Tabs } from "radix-ui";
import type { Inspection, ModelDetails } from "@/api/types";
import { t } from "@/lib/messages";
import { CopyButton } from "@/ui/copy-button";
import { Section } from "@/ui/section";
import { snippetsFor } from "./snippets/snippets";
import { isWhole } from "./snippets/subject";

const words = t.modelPage;

/** Code to copy, one tab for each program that can load the model. */
export function Snippets(props: { details: ModelDetails; look: Inspection | undefined }) {
  const { details, look } = props;
  const snippets = snippetsFor(details, look);
  const first = snippets[0];
  if (first === undefined) return null;
  return (
    <Section title={words.use}>
      <Tabs.Root
        // Where other programs turn out to fit, the first of them is the one to begin with.
        key={snippets.map(({ program }) => program).join()}
        defaultValue={first.program}
        className="rounded-lg border border-line bg-surface"
      >
        <Tabs.List
          aria-label={words.use}
          className="flex overflow-x-auto border-b border-line px-2 [scrollbar-width:none]"
        >
          {snippets.map(({ program }) => (
            <Tabs.Trigger
              key={program}
              value={program}
              className="-mb-px h-9 shrink-0 border-b-2 border-transparent px-2 text-sm text-muted -outline-offset-2 hover:text-text data-[state=active]:border-accent data-[state=active]:text-text"
            >
              {program}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        {snippets.map(({ program, code }) => (
          <Tabs.Content key={program} value={program} className="relative -outline-offset-2">
            <pre
              // biome-ignore lint/a11y/noNoninteractiveTabindex: long lines are scrolled by keys, too
              tabIndex={0}
              className="overflow-x-auto py-3 pr-10 pl-3 font-mono text-xs leading-5 -outline-offset-2"
            >
              {code}
            </pre>
            <div className="absolute top-2 right-2 rounded bg-surface">
              <CopyButton text={code} label={words.copyCode} what={words.theCode} />
            </div>
          </Tabs.Content>
        ))}
      </Tabs.Root>
      <p className="mt-1 text-sm text-muted">
        {isWhole(details) ? words.useHint : words.useAbsent}
      </p>
    </Section>
  );
}
