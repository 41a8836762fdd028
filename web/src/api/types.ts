/**
 * Names for the shapes of the API. They are taken from the routes, not from the names which the
 * back end gives to its schemas.
 */
import type { paths } from "./schema.gen";

type Json<Answer> = Answer extends { content: { "application/json": infer Body } } ? Body : never;

export type ModelList = Json<paths["/api/v2/models"]["get"]["responses"][200]>;
export type Model = ModelList["models"][number];
export type Disk = ModelList["disk"];
export type Counts = ModelList["counts"];

type ListQuery = NonNullable<paths["/api/v2/models"]["get"]["parameters"]["query"]>;
export type ModelListQuery = ListQuery;

export type Plan = Json<paths["/api/v2/models/plan"]["post"]["responses"][200]>;
export type PlannedFile = Plan["files"][number];
type PlanRequest = paths["/api/v2/models/plan"]["post"]["requestBody"];
export type FileChoice = NonNullable<Json<PlanRequest>["files"]>;

export type ModelDetails = Json<paths["/api/v2/models/details"]["get"]["responses"][200]>;
export type Revision = ModelDetails["revisions"][number];
export type Trial = NonNullable<Model["trial"]>;
export type Inspection = Json<paths["/api/v2/hub/inspect"]["get"]["responses"][200]>;
export type Finding = Inspection["facts"][string];
export type Estimate = Json<paths["/api/v2/models/memory"]["get"]["responses"][200]>;
export type Need = Estimate["needs"][number];
export type Precision = Need["precision"];

export type CustomModel = Json<
  paths["/api/v2/models/custom/{custom_model_id}"]["get"]["responses"][200]
>;
export type NewCustomModel = Json<
  NonNullable<paths["/api/v2/models/custom"]["post"]["requestBody"]>
>;
export type CustomModelChanges = Json<
  NonNullable<paths["/api/v2/models/custom/{custom_model_id}"]["patch"]["requestBody"]>
>;

type TakeIn = paths["/api/v2/models/custom/import"]["post"];
export type TakenIn = Json<TakeIn["responses"][200]>;
export type Existing = NonNullable<NonNullable<TakeIn["parameters"]["query"]>["existing"]>;

export type RemovalPlan = Json<paths["/api/v2/models/removal"]["get"]["responses"][200]>;
export type Together = Json<paths["/api/v2/models/removal"]["post"]["responses"][202]>;
export type TakenBack = Json<paths["/api/v2/models/removal/undo"]["post"]["responses"][202]>;
/** A model with which nothing was done, and why. */
export type LeftAlone = Together["skipped"][number];
export type Blocker = RemovalPlan["blocked_by"][number];

export type OperationDetail = Json<
  paths["/api/v2/models/download/{task_id}"]["get"]["responses"][200]
>;
type Details = "files" | "file_count" | "files_complete" | "speeds_bps";
/** An operation as lists carry it: only the live events and its own route tell its details. */
export type Operation = Omit<OperationDetail, Details> & Partial<Pick<OperationDetail, Details>>;
export interface OperationPage {
  operations: Operation[];
  next_cursor: string | null;
}
export type OperationStatus = Operation["status"];

export type Account = NonNullable<
  Json<paths["/api/v2/auth/session"]["get"]["responses"][200]>["account"]
>;

export type SystemReport = Json<paths["/api/v2/system"]["get"]["responses"][200]>;
export type NodeReport = SystemReport["nodes"][number];

export type AuditPage = Json<paths["/api/v2/audit"]["get"]["responses"][200]>;
export type AuditEntry = AuditPage["entries"][number];
export type AuditOutcome = AuditEntry["outcome"];
export type Deed = AuditEntry["deed"];

export type Trash = Json<paths["/api/v2/models/trash"]["get"]["responses"][200]>;
export type Trashed = Trash["trash"][number];

export type Collection = Json<
  paths["/api/v2/collections"]["get"]["responses"][200]
>["collections"][number];
export type CollectionFields = Json<
  NonNullable<paths["/api/v2/collections"]["post"]["requestBody"]>
>;

export type User = Json<paths["/api/v2/users"]["get"]["responses"][200]>["users"][number];
export type UserChanges = Json<
  NonNullable<paths["/api/v2/users/{user_id}"]["patch"]["requestBody"]>
>;
export type Token = Json<paths["/api/v2/tokens"]["get"]["responses"][200]>["tokens"][number];
export type Scope = Token["scopes"][number];

export type HubSearchQuery = NonNullable<paths["/api/v2/hub/search"]["get"]["parameters"]["query"]>;
export type HubAnswer = Json<paths["/api/v2/hub/search"]["get"]["responses"][200]>;
export type Hit = HubAnswer["models"][number];
export type HubToken = Json<paths["/api/v2/hub/token"]["get"]["responses"][200]>;

export type DiskMap = Json<paths["/api/v2/cache/map"]["get"]["responses"][200]>;
export type Budget = NonNullable<DiskMap["budget"]>;
export type ExtraCache = Json<
  paths["/api/v2/cache/extra"]["get"]["responses"][200]
>["caches"][number];
export type DiskPart = DiskMap["parts"][number]["part"];
export type DiskSample = Json<
  paths["/api/v2/cache/history"]["get"]["responses"][200]
>["samples"][number];
export type Leftovers = Json<paths["/api/v2/cache/reclaim"]["get"]["responses"][200]>;
export type Leftover = Leftovers["items"][number];
export type BudgetOutlook = NonNullable<Leftovers["budget"]>;
export type BudgetProposal = BudgetOutlook["proposals"][number];
export type Verifications = Json<paths["/api/v2/models/verify"]["get"]["responses"][200]>;
export type UpdateList = Json<paths["/api/v2/models/updates"]["get"]["responses"][200]>;
export type Update = UpdateList["models"][number];

export type LinkedAccount = Json<
  paths["/api/v2/auth/identities"]["get"]["responses"][200]
>["identities"][number];
export type SignedInSession = Json<
  paths["/api/v2/auth/sessions"]["get"]["responses"][200]
>["sessions"][number];
