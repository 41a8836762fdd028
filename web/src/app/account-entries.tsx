import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { LogOut } from "lucide-react";
import { sentenceOf } from "@/api/problem";
import { signOut } from "@/api/session";
import { useAccount } from "@/api/use-account";
import { chooseLanguage, LANGUAGE_NAMES, LANGUAGES, language } from "@/lib/language";
import { t } from "@/lib/messages";
import { showToast } from "@/lib/toasts";
import { Menu, MenuChoice, MenuDivider, MenuHeading, MenuItem } from "@/ui/menu";
import type { OpenedProps } from "@/ui/opened-later";
import { OTHER_PLACES } from "./places";
import { leadToSignIn } from "./to-sign-in";

/** What the account menu holds. */
export default function AccountEntries({ trigger }: OpenedProps) {
  const account = useAccount();
  const client = useQueryClient();
  const router = useRouter();

  async function leave() {
    try {
      await signOut();
    } catch (error) {
      showToast("failed", sentenceOf(error));
      return;
    }
    await leadToSignIn(client, router);
  }

  if (account === undefined) return null;
  return (
    <Menu trigger={trigger}>
      <MenuHeading>
        <span className="block max-w-60 truncate font-medium text-text">{account.username}</span>
        {t.shell.roles[account.role]}
      </MenuHeading>
      {OTHER_PLACES.filter(({ forAdmins }) => !forAdmins || account.role === "admin").map(
        ({ to, label, icon: Icon }) => (
          <MenuItem key={to} onSelect={() => void router.navigate({ to })}>
            <Icon aria-hidden className="size-4" />
            {label}
          </MenuItem>
        ),
      )}
      <MenuDivider />
      <MenuHeading>{t.shell.language}</MenuHeading>
      <MenuChoice
        label={t.shell.language}
        value={language}
        choices={LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
        onChoose={chooseLanguage}
      />
      <MenuDivider />
      <MenuItem onSelect={() => void leave()}>
        <LogOut aria-hidden className="size-4" />
        {t.shell.signOut}
      </MenuItem>
    </Menu>
  );
}
