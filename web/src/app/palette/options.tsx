import clsx from "clsx";
import { useEffect, useRef } from "react";
import { t } from "@/lib/messages";
import { MiddleCut } from "@/ui/middle-cut";
import type { Command } from "./commands";

/** The list below the field: one option is current, and moves with the arrow keys. */
export function Options(props: {
  id: string;
  commands: readonly Command[];
  current: number;
  onHover: (at: number) => void;
  onRun: (command: Command) => void;
}) {
  const { id, commands, current } = props;
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector(`#${CSS.escape(`${id}-${current}`)}`)?.scrollIntoView({
      block: "nearest",
    });
  }, [id, current]);
  return (
    <div
      ref={list}
      id={id}
      role="listbox"
      aria-label={t.shell.palette.title}
      className="min-h-0 overflow-y-auto p-1.5"
    >
      {commands.map((command, at) => (
        <div
          key={command.id}
          role="option"
          id={`${id}-${at}`}
          aria-selected={at === current}
          tabIndex={-1}
          onMouseMove={() => props.onHover(at)}
          onClick={() => props.onRun(command)}
          onKeyDown={undefined}
          className={clsx(
            "flex h-9 cursor-pointer items-center gap-2.5 rounded px-2",
            at === current && "bg-accent-soft",
          )}
        >
          <command.icon aria-hidden className="size-4 shrink-0 text-muted" />
          <MiddleCut text={command.label} className={command.hint && "sm:shrink-[0.2]"} />
          {command.hint && (
            <span className="min-w-0 truncate font-mono text-xs text-muted max-sm:sr-only">
              {command.hint}
            </span>
          )}
          <span className="ml-auto shrink-0 pl-2 text-xs text-muted">{command.group}</span>
        </div>
      ))}
    </div>
  );
}
