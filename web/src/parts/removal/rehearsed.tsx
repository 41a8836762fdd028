import { formatBytes } from "@/lib/bytes";
import { said, t } from "@/lib/messages";
import { FirstFew } from "@/ui/first-few";
import { Notice } from "@/ui/notice";
import { When } from "@/ui/when";

interface Going {
  key: string;
  name: string;
  bytes: number;
  /** The moment when it came, for what has only its name to be told by. */
  since?: string;
  warnings?: readonly string[];
}

/** What a rehearsal found: what would go and what each frees, then what stays and why. */
export function Rehearsed(props: {
  going: readonly Going[];
  staying?: readonly { key: string; reason: string }[];
}) {
  const { going, staying = [] } = props;
  return (
    <>
      <FirstFew items={going} className="text-sm">
        {({ key, name, bytes, since, warnings = [] }) => (
          <li key={key} className="py-0.5">
            <div className="flex flex-wrap gap-x-3">
              <span className="min-w-0 flex-1 basis-40 font-mono text-xs wrap-anywhere">
                {name}
              </span>
              {since && (
                <span className="text-muted">
                  <When at={since} />
                </span>
              )}
              <span className="whitespace-nowrap">{formatBytes(bytes)}</span>
            </div>
            {warnings.length > 0 && <p className="text-muted">{warnings.map(said).join(" ")}</p>}
          </li>
        )}
      </FirstFew>
      {staying.length > 0 && (
        <Notice tone="caution">
          <p>{t.storage.stays(staying.length)}</p>
          <ul>
            {staying.map(({ key, reason }) => (
              <li key={key}>{said(reason)}</li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  );
}
