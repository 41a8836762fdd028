import { useMutation, useQueryClient } from "@tanstack/react-query";
import { peopleKeys, revokeToken } from "@/api/people";
import type { Token } from "@/api/types";
import { t } from "@/lib/messages";
import { showToast } from "@/lib/toasts";
import { ConfirmDialog } from "@/ui/confirm-dialog";

const words = t.tokens;

/** There is no way back, so it asks first. */
export function RevokeToken({ token, onClose }: { token: Token; onClose: () => void }) {
  const client = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => revokeToken(token.id),
    onSuccess: () => {
      onClose();
      showToast("done", words.revoked(token.name));
    },
    onSettled: () => client.invalidateQueries({ queryKey: peopleKeys.tokens }),
  });
  return (
    <ConfirmDialog
      title={words.revocation.title(token.name)}
      description={words.revocation.description}
      submit={words.revocation.submit(token.name)}
      busy={revoke.isPending}
      error={revoke.error}
      onConfirm={() => revoke.mutate()}
      onClose={onClose}
    >
      {words.revocation.body}
    </ConfirmDialog>
  );
}
