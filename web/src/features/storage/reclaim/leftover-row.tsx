import type { Leftover } from "@/api/types";
import { formatBytes } from "@/lib/bytes";
import { said, t } from "@/lib/messages";
import { Badge } from "@/ui/badge";
import { ChoiceRow } from "@/ui/choice";
import { When } from "@/ui/when";

const words = t.storage.reclaim;

/** One leftover: what it is, why nothing needs it, and how to have it again. */
export function LeftoverRow(props: {
  item: Leftover;
  chosen: boolean;
  onToggle: (() => void) | null;
}) {
  const { item } = props;
  return (
    <ChoiceRow
      chosen={props.chosen}
      disabled={!item.allowed}
      onToggle={props.onToggle}
      name={
        <>
          <span className="font-mono text-xs wrap-anywhere">{item.repo_id ?? item.path}</span>
          <Badge>{words.kinds[item.kind]}</Badge>
          {item.repo_type && item.repo_type !== "model" && (
            <Badge>{words.repoTypes[item.repo_type]}</Badge>
          )}
        </>
      }
      aside={formatBytes(item.freed_bytes)}
    >
      <p className="text-sm text-muted" title={item.path}>
        {said(item.reason)}
      </p>
      <p className="text-sm text-muted">
        <When at={item.modified_at} says={words.changed} />
      </p>
      <details className="text-sm text-muted">
        <summary className="w-fit cursor-pointer hover:text-text">{words.restore}</summary>
        <p className="wrap-anywhere">
          {said(item.restore)}
          {item.restore_command && (
            <code className="block font-mono text-xs">{item.restore_command}</code>
          )}
        </p>
        <p className="font-mono text-xs wrap-anywhere">{item.path}</p>
      </details>
      {!item.allowed && (
        <p className="text-sm text-muted">
          {item.brought_by.length > 0
            ? words.broughtBy(item.brought_by.join(", "))
            : words.notRecorded}
        </p>
      )}
    </ChoiceRow>
  );
}
