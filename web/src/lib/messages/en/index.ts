import { accounts } from "./accounts";
import { audit } from "./audit";
import { common, problems, shell } from "./common";
import { downloadDialog, models, removalDialog } from "./models";
import { operations } from "./operations";
import { storage } from "./storage";
import { system } from "./system";

export const en = {
  accounts,
  audit,
  common,
  downloadDialog,
  models,
  operations,
  problems,
  removalDialog,
  shell,
  storage,
  system,
};
