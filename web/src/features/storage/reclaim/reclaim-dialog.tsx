import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { refreshModels } from "@/api/live/apply";
import { operationKeys } from "@/api/operations";
import { reclaim } from "@/api/storage";
import { formatBytes } from "@/lib/bytes";
import { t } from "@/lib/messages";
import { showToast } from "@/lib/toasts";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Loaded } from "@/ui/loaded";
import { Notice } from "@/ui/notice";
import { ProblemNotice } from "@/ui/problem-notice";

const words = t.storage.reclaim;

/** The rehearsal: what exactly would go and what it frees; then the deed. */
export function ReclaimDialog({ ids, onClose }: { ids: string[]; onClose: () => void }) {
  const client = useQueryClient();
  const preview = useQuery({
    queryKey: ["reclaim", ids] as const,
    queryFn: () => reclaim(ids, true),
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
  const go = useMutation({
    mutationFn: () => reclaim(ids, false),
    onSuccess: ({ freed_bytes }) => {
      onClose();
      showToast("done", words.begun(formatBytes(freed_bytes)));
    },
    onSettled: () => {
      refreshModels(client);
      void client.invalidateQueries({ queryKey: operationKeys.recent });
    },
  });
  const found = preview.data;
  return (
    <Dialog
      title={words.dialog.title}
      description={words.dialog.description}
      aside={found && words.dialog.frees(formatBytes(found.freed_bytes))}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t.common.cancel}</Button>
          <Button
            tone="danger"
            disabled={!found || found.items.length === 0 || go.isPending}
            onClick={() => go.mutate()}
          >
            {words.dialog.submit(formatBytes(found?.freed_bytes ?? 0))}
          </Button>
        </>
      }
    >
      <Loaded query={preview}>
        {({ items, skipped }) => (
          <div className="flex flex-col gap-3">
            <p>{words.dialog.body(items.length)}</p>
            <ul className="max-h-64 overflow-y-auto text-sm" tabIndex={-1}>
              {items.map((item) => (
                <li key={item.id} className="flex gap-3 py-0.5">
                  <span className="min-w-0 flex-1 truncate font-mono text-xs" title={item.path}>
                    {item.path}
                  </span>
                  <span className="whitespace-nowrap">{formatBytes(item.freed_bytes)}</span>
                </li>
              ))}
            </ul>
            {skipped.length > 0 && (
              <Notice tone="caution">
                <ul lang="en">
                  {skipped.map((one) => (
                    <li key={one.id}>{one.reason}</li>
                  ))}
                </ul>
              </Notice>
            )}
            {go.isError && <ProblemNotice error={go.error} />}
          </div>
        )}
      </Loaded>
    </Dialog>
  );
}
