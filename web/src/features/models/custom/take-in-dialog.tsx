import { useMutation, useQueryClient } from "@tanstack/react-query";
import { takeInCustomList } from "@/api/custom";
import { refreshModels } from "@/api/live/apply";
import type { Existing, TakenIn } from "@/api/types";
import { said, t } from "@/lib/messages";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { SelectField } from "@/ui/select-field";

const words = t.custom.list;
const CHOICES = (["keep", "replace"] as const).map((value) => ({
  value,
  label: words.existingChoices[value],
}));

/** Adds the models of a saved list to one's own, and then says of each what became of it. */
export default function TakeInDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const takeIn = useMutation({
    mutationFn: async (form: FormData) =>
      takeInCustomList(await (form.get("list") as File).text(), form.get("existing") as Existing),
    onSettled: () => refreshModels(client),
  });
  if (takeIn.data) return <Outcome taken={takeIn.data} onClose={onClose} />;
  return (
    <FormDialog
      title={words.title}
      description={words.description}
      submit={words.submit}
      busy={takeIn.isPending}
      error={takeIn.error}
      onSubmit={takeIn.mutate}
      onClose={onClose}
    >
      <p className="text-sm text-muted">{words.description}</p>
      <Field
        className="text-sm"
        label={words.file}
        name="list"
        type="file"
        accept=".yaml,.yml,application/yaml"
        required
      />
      <SelectField label={words.existing} name="existing" choices={CHOICES} />
    </FormDialog>
  );
}

function Outcome({ taken, onClose }: { taken: TakenIn; onClose: () => void }) {
  return (
    <Dialog
      title={words.title}
      description={words.description}
      footer={
        <Button tone="primary" onClick={onClose}>
          {words.done}
        </Button>
      }
      onClose={onClose}
    >
      {taken.entries.length === 0 && <p className="text-sm">{words.nothing}</p>}
      <ul className="divide-y divide-line text-sm" aria-label={words.title}>
        {taken.entries.map((entry) => (
          <li key={entry.model_id} className="py-2">
            <p className="font-mono text-xs wrap-anywhere">{entry.model_id}</p>
            <p className={entry.outcome === "failed" ? "text-danger" : "text-muted"}>
              {words.outcomes[entry.outcome]}
              {entry.detail && `: ${said(entry.detail)}`}
            </p>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
