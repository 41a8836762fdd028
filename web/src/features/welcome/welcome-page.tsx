import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { diskMap } from "@/api/storage";
import { systemReport } from "@/api/system";
import type { SystemReport } from "@/api/types";
import { useAccount } from "@/api/use-account";
import { formatBytes } from "@/lib/bytes";
import { t } from "@/lib/messages";
import { HubTokenSection } from "@/parts/hub-token/hub-token-section";
import { Loaded } from "@/ui/loaded";
import { Notice } from "@/ui/notice";
import { Section } from "@/ui/section";
import { Starter } from "./starter";

const words = t.welcome;

/** Once, after the administrator is made: what was found, the Hub's token, the first models. */
export function WelcomePage() {
  const isAdmin = useAccount()?.role === "admin";
  const offline = useQuery(systemReport).data?.offline;
  return (
    <div className="mx-auto flex max-w-3xl flex-col gap-8">
      <div>
        <h1 className="text-lg font-semibold">{words.title}</h1>
        <p className="text-muted">{words.lead}</p>
      </div>
      <Cache />
      {offline ? (
        <Notice tone="caution">{t.shell.hubOfflineHint}</Notice>
      ) : (
        <>
          {isAdmin && <HubTokenSection about={words.tokenAbout} />}
          <Starter />
        </>
      )}
      <p>
        <Link to="/settings/models" className="font-medium text-accent underline">
          {words.go}
        </Link>
        <span className="ml-3 text-sm text-muted">{words.later}</span>
      </p>
    </div>
  );
}

/** On the very first visit the worker may still be on its way to its first look at the disk. */
const LOOK_AGAIN_MS = 2_000;

function ownNode(report: SystemReport | undefined) {
  return report?.nodes.find(({ name }) => name === report.node);
}

/** Where models are kept, and what is there already. */
function Cache() {
  const system = useQuery({
    ...systemReport,
    refetchInterval: ({ state }) => (ownNode(state.data)?.cache_dir ? false : LOOK_AGAIN_MS),
  });
  const map = useQuery({
    ...diskMap,
    refetchInterval: ({ state }) => (state.data?.looked_at ? false : LOOK_AGAIN_MS),
  });
  const node = ownNode(system.data);
  const count = map.data?.models.reduce((sum, group) => sum + group.count, 0) ?? 0;
  const bytes = map.data?.parts.find(({ part }) => part === "models")?.size_bytes ?? 0;
  // Before the first look nobody knows what is there, not even that it is nothing.
  const facts = [
    ...(map.data?.looked_at ? [words.found(count, formatBytes(bytes))] : []),
    ...(node?.disk ? [words.free(formatBytes(node.disk.free_bytes))] : []),
  ];
  return (
    <Section title={words.cache}>
      <Loaded query={system}>
        {() => (
          <div className="rounded-lg border border-line bg-surface px-4 py-3">
            <p className="font-mono text-sm wrap-anywhere">{node?.cache_dir ?? words.noCache}</p>
            <p className="mt-1 text-sm text-muted">{facts.join(" · ")}</p>
            <p className="mt-1 text-sm text-muted">{words.cacheHint}</p>
          </div>
        )}
      </Loaded>
    </Section>
  );
}
