import { useState } from "react";
import type { Model } from "@/api/types";
import { BulkDownload } from "./bulk-download";
import { BulkRemoval } from "./bulk-removal";
import { BulkVerify } from "./bulk-verify";
import { type BulkDeed, concerned } from "./selected-deeds";

export interface BulkProps {
  models: readonly Model[];
  /** It was begun for all of them: the choice has done its work. */
  onDone: () => void;
  onClose: () => void;
}

/** One summary of what is done to several models, and the deed. */
export default function BulkDialog({ deed, ...props }: BulkProps & { deed: BulkDeed }) {
  // As they are when it opens: what is begun for one changes what else it allows.
  const [models] = useState(() => concerned(deed, props.models));
  switch (deed) {
    case "download":
      return <BulkDownload {...props} models={models} />;
    case "verify":
      return <BulkVerify {...props} models={models} />;
    case "delete":
      return <BulkRemoval {...props} models={models} />;
  }
}
