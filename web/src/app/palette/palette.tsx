import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { type KeyboardEvent, useId, useState } from "react";
import { modelsMatching } from "@/api/models-matching";
import { t } from "@/lib/messages";
import { useSettled } from "@/lib/use-settled";
import { Modal } from "@/ui/modal";
import { type Command, commandsFor, type Found, type PaletteProps } from "./commands";
import { Options } from "./options";

const words = t.shell.palette;
const TYPING_PAUSE_MS = 150;
const NONE: Found = { models: [], isAll: true };

/** Pages, models and deeds by typing a few letters; a combobox to keyboard and screen reader. */
export default function Palette(props: PaletteProps) {
  const router = useRouter();
  const listId = useId();
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const settled = useSettled(text.trim(), TYPING_PAUSE_MS);
  const { data: found = NONE } = useQuery({
    ...modelsMatching(settled),
    enabled: settled !== "",
    placeholderData: keepPreviousData,
  });
  const commands = commandsFor(props, text.trim() ? found : NONE, text);
  const current = Math.min(at, commands.length - 1);

  function run(command: Command | undefined) {
    if (command === undefined) return;
    props.onClose();
    command.run?.();
    if (command.address !== null) router.history.push(command.address);
  }

  function press(event: KeyboardEvent) {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    if (step !== undefined) setAt((current + step + commands.length) % commands.length);
    else if (event.key === "Home" && text === "") setAt(0);
    else if (event.key === "End" && text === "") setAt(commands.length - 1);
    else if (event.key === "Enter") run(commands[current]);
    else return;
    event.preventDefault();
  }

  return (
    <Modal
      onClose={props.onClose}
      className="inset-x-2 top-2 max-h-[70dvh] overflow-hidden rounded-lg border border-line-strong sm:top-[12dvh]"
    >
      <Radix.Title className="sr-only">{words.title}</Radix.Title>
      <Radix.Description className="sr-only">{words.description}</Radix.Description>
      <div className="flex items-center gap-2.5 border-b border-line px-3.5">
        <Search aria-hidden className="size-4 shrink-0 text-muted" />
        <input
          role="combobox"
          aria-label={words.field}
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={commands[current] && `${listId}-${current}`}
          aria-autocomplete="list"
          placeholder={words.field}
          value={text}
          maxLength={200}
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
          }}
          onKeyDown={press}
          className="h-11 w-full bg-transparent text-base outline-none placeholder:text-muted"
        />
      </div>
      <Options id={listId} commands={commands} current={current} onHover={setAt} onRun={run} />
    </Modal>
  );
}
