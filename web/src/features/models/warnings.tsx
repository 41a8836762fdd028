import { said, t } from "@/lib/messages";
import { Notice } from "@/ui/notice";

/** What the cache holds that no model can be made of; folded, since it seldom hurries. */
export function CacheWarnings({ warnings }: { warnings: readonly string[] }) {
  if (warnings.length === 0) return null;
  return (
    <div className="mb-5">
      <Notice tone="caution">
        <details>
          <summary className="cursor-pointer">{t.models.warnings(warnings.length)}</summary>
          <ul className="mt-1 list-disc pl-5">
            {warnings.map((warning) => (
              <li key={warning}>{said(warning)}</li>
            ))}
          </ul>
        </details>
      </Notice>
    </div>
  );
}
