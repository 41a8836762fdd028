import { useState } from "react";
import { useAccount } from "@/api/use-account";
import { t } from "@/lib/messages";
import { singleKeysAreOn, switchSingleKeys } from "@/lib/single-keys";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { placesFor } from "../places";

const words = t.shell.keys;

/** All keys of the page, and the switch for the single ones. */
export default function HelpSheet({ onClose }: { onClose: () => void }) {
  const [on, setOn] = useState(singleKeysAreOn);
  const role = useAccount()?.role ?? "viewer";
  const rows = [
    { keys: [words.ctrl, "K"], label: words.palette },
    { keys: ["/"], label: words.search },
    { keys: ["?"], label: words.help },
    ...placesFor(role).map(({ keys, label }) => ({ keys: keys.split(" "), label })),
  ];
  return (
    <Dialog
      title={words.title}
      description={words.description}
      onClose={onClose}
      footer={<Button onClick={onClose}>{t.common.close}</Button>}
    >
      <dl className="grid gap-x-8 gap-y-1.5 sm:grid-cols-2">
        {rows.map(({ keys, label }) => (
          <div key={label} className="flex items-center gap-3 text-sm">
            <dt className="flex-1">{label}</dt>
            <dd className="flex gap-1">
              {keys.map((key) => (
                <kbd
                  key={key}
                  className="min-w-6 rounded border border-line-strong bg-raised px-1.5 text-center font-mono text-xs leading-5"
                >
                  {key}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <label className="mt-4 flex items-center gap-2 border-t border-line pt-3 text-sm">
        <input
          type="checkbox"
          checked={on}
          onChange={() => {
            switchSingleKeys(!on);
            setOn(!on);
          }}
        />
        {words.singleKeys}
      </label>
    </Dialog>
  );
}
