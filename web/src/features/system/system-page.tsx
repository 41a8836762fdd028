import { useQuery } from "@tanstack/react-query";
import { systemReport } from "@/api/system";
import type { SystemReport } from "@/api/types";
import { useAccount } from "@/api/use-account";
import { t } from "@/lib/messages";
import { HubTokenSection } from "@/parts/hub-token/hub-token-section";
import { Loaded } from "@/ui/loaded";
import { PageHead } from "@/ui/page-head";
import { Section } from "@/ui/section";
import { Facts } from "./facts";
import { NodeCard } from "./node-card";
import { SettingsTable } from "./settings-table";

const words = t.system;

/** What runs here, on what, and how it is set. */
export function SystemPage() {
  const query = useQuery(systemReport);
  return (
    <>
      <PageHead title={words.title} />
      <Loaded query={query}>{(report) => <Report report={report} />}</Loaded>
    </>
  );
}

function Report({ report }: { report: SystemReport }) {
  const isAdmin = useAccount()?.role === "admin";
  const hub = report.offline ? `${report.hub_endpoint} · ${words.offline}` : report.hub_endpoint;
  return (
    <div className="flex flex-col gap-6">
      <Section title={words.nodes}>
        <div className="grid gap-3 lg:grid-cols-2">
          {report.nodes.map((node) => (
            <NodeCard key={node.name} node={node} />
          ))}
        </div>
      </Section>
      <Section title={words.installation}>
        <Facts
          facts={[
            [words.hub, hub],
            [words.database, report.database],
            ...Object.entries(report.versions),
          ]}
        />
      </Section>
      {isAdmin && <HubTokenSection />}
      {report.settings && <SettingsTable settings={report.settings} />}
    </div>
  );
}
