import { useState } from "react";
import { SeveralDialog } from "@/parts/removal/several-dialog";
import { BulkDownload } from "./bulk-download";
import type { BulkProps } from "./bulk-summary";
import { BulkVerify } from "./bulk-verify";
import { type BulkDeed, concerned } from "./selected-deeds";

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
      return (
        <SeveralDialog
          ids={models.map(({ id }) => id)}
          onBegun={props.onDone}
          onClose={props.onClose}
        />
      );
  }
}
