import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { changeCustomModel, customModel, detectAnew, removeCustomModel } from "@/api/custom";
import { refreshModels } from "@/api/live/apply";
import type { CustomModel, CustomModelChanges } from "@/api/types";
import { t } from "@/lib/messages";
import { showToast } from "@/lib/toasts";
import { Button } from "@/ui/button";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { FormDialog } from "@/ui/form-dialog";
import { Loaded } from "@/ui/loaded";
import { TraitFields } from "./trait-fields";
import { type CustomType, traitsIn } from "./traits";
import { TypeField } from "./type-field";

const words = t.custom;

interface EditCustomDialogProps {
  entryId: string;
  modelId: string;
  onClose: () => void;
}

/** Changes what was set of a custom model, or takes it off the list. */
export default function EditCustomDialog({ entryId, modelId, onClose }: EditCustomDialogProps) {
  const entry = useQuery(customModel(entryId));
  const [removing, setRemoving] = useState(false);
  const [chosenType, setChosenType] = useState<CustomType | null>(null);
  const type = chosenType ?? entry.data?.model_type ?? null;
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: (changes: CustomModelChanges) => changeCustomModel(entryId, changes),
    onSuccess: () => {
      onClose();
      showToast("done", words.saved(modelId));
    },
    onSettled: () => refreshModels(client),
  });
  const look = useMutation({
    mutationFn: () => detectAnew(entryId),
    onSuccess: (seen) => {
      client.setQueryData(customModel(entryId).queryKey, seen);
      showToast("done", words.detectedAnew(modelId));
    },
  });
  if (removing) return <Removal entryId={entryId} modelId={modelId} onClose={onClose} />;
  return (
    <FormDialog
      title={words.editTitle(modelId)}
      description={words.description}
      submit={words.submitSave}
      busy={save.isPending || type === null}
      error={save.error ?? look.error}
      onSubmit={(form) => type && save.mutate({ model_type: type, ...traitsIn(form, type) })}
      onClose={onClose}
      aside={
        <>
          <Button tone="quiet" onClick={() => setRemoving(true)}>
            {words.remove}
          </Button>
          <Button tone="quiet" disabled={look.isPending} onClick={() => look.mutate()}>
            {words.detectAnew}
          </Button>
        </>
      }
    >
      <Loaded query={entry}>
        {(found) =>
          type && (
            <>
              <TypeField
                value={type}
                detected={found.detected_type}
                looked
                onChoose={setChosenType}
              />
              <TraitFields key={type} type={type} {...traitsOf(found)} />
            </>
          )
        }
      </Loaded>
    </FormDialog>
  );
}

function traitsOf({ traits }: CustomModel) {
  const entries = Object.entries(traits);
  return {
    detected: Object.fromEntries(entries.map(([name, trait]) => [name, trait.detected])),
    given: Object.fromEntries(entries.map(([name, trait]) => [name, trait.set])),
  };
}

function Removal({ entryId, modelId, onClose }: EditCustomDialogProps) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => removeCustomModel(entryId),
    onSuccess: () => {
      onClose();
      showToast("done", words.removed(modelId));
    },
    onSettled: () => refreshModels(client),
  });
  return (
    <ConfirmDialog
      title={words.removeTitle(modelId)}
      description={words.removeDescription}
      submit={words.remove}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      {words.removeBody}
    </ConfirmDialog>
  );
}
