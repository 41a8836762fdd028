import { Check } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { ReactElement, ReactNode } from "react";

const ITEM =
  "flex h-8 cursor-pointer items-center gap-2 rounded px-2 text-sm outline-none data-highlighted:bg-raised";

/**
 * A menu below a button, opened as soon as it is there: see `OpenedLater`.
 *
 * Not modal, since Radix would lock scrolling with a `<style>` that the policy forbids; and not in a
 * portal, so that it stays inside the landmark of its button.
 */
export function Menu(props: { trigger: ReactElement; children: ReactNode }) {
  return (
    <DropdownMenu.Root modal={false} defaultOpen>
      <DropdownMenu.Trigger asChild>{props.trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Content
        align="end"
        sideOffset={4}
        collisionPadding={8}
        className="z-30 min-w-44 rounded-md border border-line-strong bg-surface p-1"
      >
        {props.children}
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  );
}

export function MenuHeading({ children }: { children: ReactNode }) {
  return (
    <DropdownMenu.Label className="px-2 py-1.5 text-sm text-muted">{children}</DropdownMenu.Label>
  );
}

export function MenuDivider() {
  return <DropdownMenu.Separator className="my-1 h-px bg-line" />;
}

export function MenuItem(props: { onSelect: () => void; children: ReactNode }) {
  return (
    <DropdownMenu.Item onSelect={props.onSelect} className={ITEM}>
      {props.children}
    </DropdownMenu.Item>
  );
}

/** One of several; the chosen one is marked. */
export function MenuChoice<Value extends string>(props: {
  label: string;
  value: Value;
  choices: ReadonlyArray<{ value: Value; label: string }>;
  onChoose: (value: Value) => void;
}) {
  return (
    <DropdownMenu.RadioGroup
      aria-label={props.label}
      value={props.value}
      onValueChange={(value) => props.onChoose(value as Value)}
    >
      {props.choices.map((choice) => (
        <DropdownMenu.RadioItem key={choice.value} value={choice.value} className={ITEM}>
          <span className="flex-1">{choice.label}</span>
          <DropdownMenu.ItemIndicator>
            <Check aria-hidden className="size-4 text-accent" />
          </DropdownMenu.ItemIndicator>
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  );
}
