import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { t } from "@/lib/messages";
import { IconButton } from "./button";
import { Modal } from "./modal";

export interface DialogProps {
  title: string;
  description: string;
  aside?: ReactNode;
  footer: ReactNode;
  onClose: () => void;
  children: ReactNode;
}

/** What `Dialog` draws, in a chunk of its own. */
export default function DialogPanel(props: DialogProps) {
  return (
    <Modal
      onClose={props.onClose}
      className="inset-x-0 bottom-0 max-h-[92dvh] w-full rounded-t-lg border border-line sm:inset-y-0 sm:my-auto sm:h-fit sm:rounded-lg"
    >
      <header className="flex items-start gap-3 border-b border-line py-3 pr-2 pl-4">
        {/* On a narrow screen the aside goes below the title, whose words must not be cut in two. */}
        <div className="flex min-w-0 flex-1 flex-wrap items-baseline gap-x-3 pt-1">
          <Radix.Title className="min-w-0 grow basis-48 font-semibold wrap-anywhere">
            {props.title}
          </Radix.Title>
          <Radix.Description className="sr-only">{props.description}</Radix.Description>
          {props.aside && <div className="text-sm text-muted">{props.aside}</div>}
        </div>
        <Radix.Close asChild>
          <IconButton label={t.common.close} className="-mt-0.5">
            <X aria-hidden className="size-4" />
          </IconButton>
        </Radix.Close>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto px-4 py-3">{props.children}</div>
      <footer className="flex flex-wrap items-center justify-end gap-2 border-t border-line px-4 py-3">
        {props.footer}
      </footer>
    </Modal>
  );
}
