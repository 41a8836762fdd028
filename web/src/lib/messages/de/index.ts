import type { Messages } from "..";
import { accounts } from "./accounts";
import { audit } from "./audit";
import { bulkDialog } from "./bulk";
import { collections } from "./collections";
import { common, problems, shell } from "./common";
import { custom } from "./custom";
import { hubSearch } from "./hub-search";
import { hubToken } from "./hub-token";
import { modelPage } from "./model-page";
import { downloadDialog, models, removalDialog } from "./models";
import { operations } from "./operations";
import { people } from "./people";
import { storage } from "./storage";
import { system } from "./system";
import { tokens } from "./tokens";
import { welcome } from "./welcome";

export const de: Messages = {
  accounts,
  audit,
  bulkDialog,
  collections,
  common,
  custom,
  downloadDialog,
  hubSearch,
  hubToken,
  modelPage,
  models,
  operations,
  people,
  problems,
  removalDialog,
  shell,
  storage,
  system,
  tokens,
  welcome,
};
