import clsx from "clsx";
import type { ComponentProps } from "react";

type Tone = "primary" | "danger" | "plain" | "quiet";

const TONES: Record<Tone, string> = {
  primary:
    "border-transparent bg-accent-solid text-white enabled:hover:bg-accent-solid-hover font-medium",
  danger:
    "border-transparent bg-danger-solid text-white enabled:hover:bg-danger-solid-hover font-medium",
  plain: "border-line-strong bg-surface text-text enabled:hover:bg-raised",
  quiet: "border-transparent text-muted enabled:hover:bg-raised enabled:hover:text-text",
};

export interface ButtonProps extends ComponentProps<"button"> {
  tone?: Tone;
}

export function Button({ tone = "plain", className, type = "button", ...rest }: ButtonProps) {
  return (
    <button
      type={type}
      className={clsx(
        "inline-flex h-8 shrink-0 items-center justify-center gap-1.5 rounded-md border px-3 text-sm whitespace-nowrap transition-colors disabled:opacity-50",
        TONES[tone],
        className,
      )}
      {...rest}
    />
  );
}

/** A square button with nothing but an icon; its name is heard and shown as a hint. */
export function IconButton({
  label,
  className,
  type = "button",
  ...rest
}: ComponentProps<"button"> & { label: string }) {
  return (
    <button
      type={type}
      aria-label={label}
      title={label}
      className={clsx(
        "inline-flex size-8 shrink-0 items-center justify-center rounded-md text-muted transition-colors hover:bg-raised hover:text-text",
        className,
      )}
      {...rest}
    />
  );
}
