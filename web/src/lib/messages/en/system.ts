import { pluralIn } from "../plural";

const plural = pluralIn("en");

export const system = {
  title: "System",
  nodes: "Machines",
  atWork: "At work",
  notAtWork: "Not at work",
  seen: (when: string) => `last seen ${when}`,
  facts: {
    cache: "Cache",
    disk: "Disk",
    memory: "Memory",
    accelerators: "Accelerators",
    processor: "Processor",
  },
  freeOf: (free: string, total: string) => `${free} free of ${total}`,
  availableOf: (available: string, total: string) => `${available} available of ${total}`,
  limited: "limited by its container",
  cores: (count: number) => plural(count, { one: "1 core", other: `${count} cores` }),
  none: "None found",
  unknown: "Not told yet",
  unified: "shares the main memory",
  installation: "Installation",
  hub: "Hub",
  offline: "offline by setting",
  database: "Database",
  versions: "Versions",
  settings: "Settings in force",
  settingsAbout: "Set as environment variables, or in the file .env; read at the start.",
  name: "Name",
  value: "Value",
  unset: "unset",
  set: "set",
  isDefault: "default",
};
