import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { hubToken, saveHubToken } from "@/api/hub";
import { textOf } from "@/lib/form";
import { t } from "@/lib/messages";
import { showToast } from "@/lib/toasts";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { ProblemNotice } from "@/ui/problem-notice";

const words = t.hubToken;

/** A token to save; the Hub says whose it is first, and one that it refuses is not saved. */
export function HubTokenForm() {
  const client = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  const save = useMutation({
    mutationFn: saveHubToken,
    onSuccess: (state) => {
      form.current?.reset();
      client.setQueryData(hubToken.queryKey, state);
      showToast("done", words.accepted(state.account ?? words.unnamed));
    },
  });
  return (
    <form
      ref={form}
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(textOf(new FormData(event.currentTarget), "token").trim());
      }}
    >
      <div className="flex flex-wrap items-end gap-2">
        <div className="min-w-0 flex-1 basis-60 sm:max-w-md">
          <Field
            label={words.field}
            name="token"
            type="password"
            autoComplete="off"
            placeholder="hf_…"
            required
          />
        </div>
        <Button type="submit" className="h-9" disabled={save.isPending}>
          {save.isPending ? words.asking : words.save}
        </Button>
      </div>
      {save.isError && <ProblemNotice error={save.error} />}
    </form>
  );
}
