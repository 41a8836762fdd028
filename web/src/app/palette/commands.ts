/** What the palette offers: places, models, deeds. */
import { Boxes, Download, Keyboard, type LucideIcon, Moon, Search, Sun } from "lucide-react";
import type { Account, Model } from "@/api/types";
import { t } from "@/lib/messages";
import { useTheme } from "@/lib/theme";
import { placesFor } from "../places";

const words = t.shell.palette;

export interface PaletteProps {
  account: Account;
  onHelp: () => void;
  onClose: () => void;
}

export interface Command {
  id: string;
  group: string;
  label: string;
  /** What else it is found by, and shown beside it. */
  hint?: string;
  icon: LucideIcon;
  address: string | null;
  run?: () => void;
}

/** What the search of the list found, and whether there is no more of it. */
export interface Found {
  models: readonly Model[];
  isAll: boolean;
}

export function commandsFor(
  { account, onHelp }: PaletteProps,
  { models, isAll }: Found,
  text: string,
): Command[] {
  const typed = text.trim();
  const fixed = [...placeCommands(account.role), ...deedCommands(onHelp)];
  const [first] = models;
  return [
    ...[...fixed, ...(typed ? typeCommands() : [])].filter((command) => fits(command, typed)),
    ...models.map(modelCommand),
    ...(first && !isAll ? [listCommand(typed, first)] : []),
    ...(typed ? [hubCommand(typed)] : []),
  ];
}

/** Every word that was typed begins a word of what the command is called. */
export function fits(
  { label, hint = "" }: Pick<Command, "label" | "hint">,
  typed: string,
): boolean {
  const named = `${label} ${hint}`.toLowerCase().split(/\s+/);
  const asked = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return asked.every((word) => named.some((name) => name.startsWith(word)));
}

function placeCommands(role: PaletteProps["account"]["role"]): Command[] {
  return placesFor(role).map(({ to, label, icon, keys }) => ({
    id: to,
    group: words.pages,
    label,
    hint: keys,
    icon,
    address: to,
  }));
}

function deedCommands(onHelp: () => void): Command[] {
  const { choose } = useTheme.getState();
  const deed = (id: string, label: string, icon: LucideIcon, run: () => void): Command => ({
    id,
    group: words.deeds,
    label,
    icon,
    address: null,
    run,
  });
  return [
    deed("light", `${t.shell.theme}: ${t.shell.themes.light}`, Sun, () => choose("light")),
    deed("dark", `${t.shell.theme}: ${t.shell.themes.dark}`, Moon, () => choose("dark")),
    deed("system", `${t.shell.theme}: ${t.shell.themes.system}`, Sun, () => choose("system")),
    deed("keys", t.shell.keys.title, Keyboard, onHelp),
  ];
}

/** Most models of a type do not have it in their names. */
function typeCommands(): Command[] {
  return Object.entries(words.types).map(([type, label]) => ({
    id: `type ${type}`,
    group: words.pages,
    label,
    icon: Boxes,
    address: `/settings/models?type=${type}`,
  }));
}

/** The list shows one type at a time: that of the first that was found. */
function listCommand(typed: string, { model_type }: Model): Command {
  return {
    id: "list",
    group: words.pages,
    label: words.searchList(typed),
    icon: Search,
    address: `/settings/models?type=${model_type ?? "other"}&q=${encodeURIComponent(typed)}`,
  };
}

function modelCommand(model: Model): Command {
  return {
    id: `model ${model.id}`,
    group: words.models,
    label: model.name,
    hint: model.id,
    icon: model.is_installed ? Boxes : Download,
    address: `/models/${model.id}`,
  };
}

function hubCommand(typed: string): Command {
  return {
    id: "hub",
    group: words.hub,
    label: words.searchHub(typed),
    icon: Search,
    address: `/search?q=${encodeURIComponent(typed)}`,
  };
}
