import { t } from "@/lib/messages";
import { InOrder } from "@/ui/in-order";
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
      <h1 className="mb-4 text-lg font-semibold">{t.storage.title}</h1>
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
