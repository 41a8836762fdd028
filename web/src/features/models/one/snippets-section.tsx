import { useId, useState } from "react";
import type { Inspection, ModelDetails } from "@/api/types";
import { t } from "@/lib/messages";
import { CopyButton } from "@/ui/copy-button";
import { Section } from "@/ui/section";
import { TabList, TabPanel } from "@/ui/tabs";
import { snippetsFor } from "./snippets/snippets";
import { isWhole } from "./snippets/subject";

const words = t.modelPage;

/** Code to copy, one tab for each program that can load the model. */
export function Snippets(props: { details: ModelDetails; look: Inspection | undefined }) {
  const { details, look } = props;
  const snippets = snippetsFor(details, look);
  // Until one is chosen it is the first, also where other programs turn out to fit.
  const [program, setProgram] = useState<string>();
  const panel = useId();
  const shown = snippets.find((each) => each.program === program) ?? snippets[0];
  if (shown === undefined) return null;
  return (
    <Section title={words.use}>
      <div className="rounded-lg border border-line bg-surface">
        <TabList
          label={words.use}
          panel={panel}
          tabs={snippets.map(({ program }) => ({ value: program, label: program }))}
          chosen={shown.program}
          onChoose={setProgram}
          className="flex flex-wrap border-b border-line px-2"
          tabClassName="-mb-px h-9 shrink-0 border-b-2 border-transparent px-2 text-sm text-muted -outline-offset-2 hover:text-text aria-selected:border-accent aria-selected:text-text"
        />
        <TabPanel id={panel} chosen={shown.program} className="relative pr-10">
          <pre
            // Each begins at its left, however far the last one was scrolled.
            key={shown.program}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: long lines are scrolled by keys, too
            tabIndex={0}
            className="overflow-x-auto py-3 pr-1 pl-3 font-mono text-xs leading-5 -outline-offset-2"
          >
            {shown.code}
          </pre>
          <div className="absolute top-2 right-2 rounded bg-surface">
            <CopyButton text={shown.code} label={words.copyCode} what={words.theCode} />
          </div>
        </TabPanel>
      </div>
      <p className="mt-1 text-sm text-muted">
        {isWhole(details) ? words.useHint : words.useAbsent}
      </p>
    </Section>
  );
}
