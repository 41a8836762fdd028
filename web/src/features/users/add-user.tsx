import { useMutation, useQueryClient } from "@tanstack/react-query";
import { addUser, peopleKeys } from "@/api/people";
import { textOf } from "@/lib/form";
import { t } from "@/lib/messages";
import { showToast } from "@/lib/toasts";
import { Field } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { SelectField } from "@/ui/select-field";
import { ROLES, type Role } from "./search";

const words = t.people.users;
const ROLE_CHOICES = ROLES.map((value) => ({ value, label: words.roleAbout[value] }));

export function AddUser({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const add = useMutation({
    mutationFn: addUser,
    onSuccess: ({ username }) => {
      onClose();
      showToast("done", words.added(username));
    },
    onSettled: () => client.invalidateQueries({ queryKey: peopleKeys.users }),
  });
  return (
    <FormDialog
      title={words.add}
      description={words.description}
      submit={words.add}
      busy={add.isPending}
      error={add.error}
      onSubmit={(form) =>
        add.mutate({
          username: textOf(form, "username"),
          password: textOf(form, "password"),
          role: textOf(form, "role") as Role,
        })
      }
      onClose={onClose}
    >
      <Field label={t.accounts.username} name="username" autoComplete="off" required autoFocus />
      <Field
        label={t.accounts.password}
        name="password"
        type="password"
        autoComplete="new-password"
        hint={words.passwordHint}
        required
      />
      <SelectField label={words.role} name="role" defaultValue="member" choices={ROLE_CHOICES} />
    </FormDialog>
  );
}
