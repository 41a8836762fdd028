import { create } from "zustand";

export type ToastTone = "done" | "failed" | "info";

export interface Toast {
  id: number;
  tone: ToastTone;
  text: string;
}

const SHOWN_MS = 6_000;
/** A failure stays longer: it asks to be read. */
const FAILED_SHOWN_MS = 15_000;
const MOST_SHOWN = 4;

interface ToastStore {
  toasts: readonly Toast[];
  show: (tone: ToastTone, text: string) => void;
  dismiss: (id: number) => void;
}

let lastId = 0;

export const useToasts = create<ToastStore>((set, get) => ({
  toasts: [],
  show: (tone, text) => {
    lastId += 1;
    const id = lastId;
    set({ toasts: [...get().toasts, { id, tone, text }].slice(-MOST_SHOWN) });
    setTimeout(() => get().dismiss(id), tone === "failed" ? FAILED_SHOWN_MS : SHOWN_MS);
  },
  dismiss: (id) => set({ toasts: get().toasts.filter((toast) => toast.id !== id) }),
}));

/** Shows a message for a few seconds and reads it out politely. */
export const showToast = (tone: ToastTone, text: string) => useToasts.getState().show(tone, text);
