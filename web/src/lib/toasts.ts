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
}

const SHOWN_MS = 6_000;
/** A failure asks to be read, an offer to be taken up: both stay longer. */
const LONG_SHOWN_MS = 15_000;
const MOST_SHOWN = 4;

interface ToastStore {
  toasts: readonly Toast[];
  show: (tone: ToastTone, text: string, action?: ToastAction) => void;
  dismiss: (id: number) => void;
}

let lastId = 0;

export const useToasts = create<ToastStore>((set, get) => ({
  toasts: [],
  show: (tone, text, action) => {
    lastId += 1;
    const id = lastId;
    const toast = { id, tone, text, ...(action ? { action } : {}) };
    set({ toasts: [...get().toasts, toast].slice(-MOST_SHOWN) });
    const long = tone === "failed" || action !== undefined;
    setTimeout(() => get().dismiss(id), long ? LONG_SHOWN_MS : SHOWN_MS);
  },
  dismiss: (id) => set({ toasts: get().toasts.filter((toast) => toast.id !== id) }),
}));

/** Shows a message for a few seconds and reads it out politely. */
export const showToast = (tone: ToastTone, text: string, action?: ToastAction) =>
  useToasts.getState().show(tone, text, action);
