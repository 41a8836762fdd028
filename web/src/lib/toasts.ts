import { create } from "zustand";

export type ToastTone = "done" | "failed" | "info";

/** What can be done about a message while it is shown. */
export interface ToastAction {
  label: string;
  run: () => void;
}

export interface Toast {
  id: number;
  tone: ToastTone;
  text: string;
  action?: ToastAction;
  alike?: Alike;
}

/** Of messages of one kind that come soon after each other one remains, and speaks of all. */
export interface Alike {
  kind: string;
  names: readonly string[];
  /** What is said of more than one. */
  ofMany: (names: readonly string[]) => string;
  /** What can be done about each of them, done for all with one press. */
  deeds?: { label: string; runs: Readonly<Record<string, () => void>> };
}

const SHOWN_MS = 6_000;
/** A failure asks to be read, an offer to be taken up: both stay longer. */
const LONG_SHOWN_MS = 15_000;
const MOST_SHOWN = 4;

interface ToastStore {
  toasts: readonly Toast[];
  show: (tone: ToastTone, text: string, more?: Pick<Toast, "action" | "alike">) => void;
  dismiss: (id: number) => void;
}

let lastId = 0;

export const useToasts = create<ToastStore>((set, get) => ({
  toasts: [],
  show: (tone, text, more = {}) => {
    lastId += 1;
    const id = lastId;
    const before = get().toasts.find(
      (shown) => more.alike && shown.alike?.kind === more.alike.kind,
    );
    const toast = joined({ id, tone, text, ...more }, before?.alike);
    set({
      toasts: [...get().toasts.filter((shown) => shown !== before), toast].slice(-MOST_SHOWN),
    });
    const long = tone === "failed" || toast.action !== undefined;
    setTimeout(() => get().dismiss(id), long ? LONG_SHOWN_MS : SHOWN_MS);
  },
  dismiss: (id) => set({ toasts: get().toasts.filter((toast) => toast.id !== id) }),
}));

function joined(toast: Toast, before: Alike | undefined): Toast {
  const { alike } = toast;
  if (!alike) return toast;
  const names = [...new Set([...(before?.names ?? []), ...alike.names])];
  const text = before && names.length > 1 ? before.ofMany(names) : toast.text;
  const deeds = deedsOn(before, alike);
  const run = () => {
    for (const each of Object.values(deeds?.runs ?? {})) each();
  };
  return {
    ...toast,
    text,
    alike: { ...alike, names, ...(deeds && { deeds }) },
    ...(deeds && { action: { label: deeds.label, run } }),
  };
}

function deedsOn(before: Alike | undefined, { deeds }: Alike): Alike["deeds"] {
  if (!deeds || !before?.deeds) return deeds ?? before?.deeds;
  return { ...deeds, runs: { ...before.deeds.runs, ...deeds.runs } };
}

/** Shows a message for a few seconds and reads it out politely. */
export const showToast = (tone: ToastTone, text: string, action?: ToastAction) =>
  useToasts.getState().show(tone, text, action && { action });

/** The same for what may happen to many at once: they are told together. */
export const showAlike = (tone: ToastTone, text: string, alike: Alike) =>
  useToasts.getState().show(tone, text, { alike });
