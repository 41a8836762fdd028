import { t } from "@/lib/messages";
import { InOrder } from "@/ui/in-order";
import { PageHead } from "@/ui/page-head";
import { DiskMapSection } from "./disk-map";
import { ExtraCachesSection } from "./extra-caches";
import { HistorySection } from "./history";
import { ReclaimSection } from "./reclaim/reclaim";
import { TrashSection } from "./trash";
import { UpdatesSection } from "./updates";
import { VerifySection } from "./verify";

/** What lies on the disk, what can go, and whether the rest is as it should be. */
export function StoragePage() {
  return (
    <>
      <PageHead title={t.storage.title} />
      <InOrder className="flex flex-col gap-8">
        <DiskMapSection />
        <ExtraCachesSection />
        <ReclaimSection />
        <TrashSection />
        <UpdatesSection />
        <VerifySection />
        <HistorySection />
      </InOrder>
    </>
  );
}
