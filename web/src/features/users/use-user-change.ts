import { useMutation, useQueryClient } from "@tanstack/react-query";
import { changeUser, peopleKeys } from "@/api/people";
import type { User, UserChanges } from "@/api/types";
import { showToast } from "@/lib/toasts";

/** Changes an account and says so; what is refused stays with the mutation. */
export function useUserChange(user: User, said: string, onDone?: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (changes: UserChanges) => changeUser(user.id, changes),
    onSuccess: () => {
      onDone?.();
      showToast("done", said);
    },
    onSettled: () => client.invalidateQueries({ queryKey: peopleKeys.users }),
  });
}
