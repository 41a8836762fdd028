import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { ChevronDown, CircleUser, LogOut } from "lucide-react";
import { sentenceOf } from "@/api/problem";
import { type Session, sessionKey, signOut } from "@/api/session";
import type { Account } from "@/api/types";
import { chooseLanguage, LANGUAGE_NAMES, LANGUAGES, language } from "@/lib/language";
import { t } from "@/lib/messages";
import { showToast } from "@/lib/toasts";
import { Button } from "@/ui/button";
import { Menu, MenuChoice, MenuDivider, MenuHeading, MenuItem } from "@/ui/menu";
import { OTHER_PLACES } from "./places";

export function AccountMenu({ account }: { account: Account }) {
  const client = useQueryClient();
  const router = useRouter();

  async function leave() {
    try {
      await signOut();
    } catch (error) {
      showToast("failed", sentenceOf(error));
      return;
    }
    client.setQueryData(sessionKey, { kind: "signed_out", left: true } satisfies Session);
    await router.navigate({ to: "/sign-in" });
    // Nothing of this account stays for the next one on this machine.
    client.removeQueries({ predicate: (query) => query.queryKey[0] !== sessionKey[0] });
  }

  return (
    <Menu
      trigger={
        <Button tone="quiet" aria-label={t.shell.account(account.username)} className="px-2">
          <CircleUser aria-hidden className="size-4" />
          <span className="max-w-28 truncate max-sm:hidden">{account.username}</span>
          <ChevronDown aria-hidden className="size-3.5 max-sm:hidden" />
        </Button>
      }
    >
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
