import { accounts } from "./accounts";
import { common, problems, shell } from "./common";
import { downloadDialog, models, removalDialog } from "./models";
import { operations } from "./operations";

export const en = {
  accounts,
  common,
  downloadDialog,
  models,
  operations,
  problems,
  removalDialog,
  shell,
};
