/** Whole, valid objects of the API for tests; each test names only what it is about. */
import type { Collection, Model, ModelList, Operation } from "@/api/types";

const TASK_ID = "0b9f2d5e-0000-4000-8000-000000000001";
export const MODEL_ID = "sentence-transformers/all-MiniLM-L6-v2";

export function operation(part: Partial<Operation> = {}): Operation {
  return {
    id: TASK_ID,
    task_id: TASK_ID,
    model_id: MODEL_ID,
    operation: "download",
    status: "downloading",
    bytes_downloaded: 10_000_000,
    bytes_total: 91_500_000,
    notes: [],
    requested_by: "admin",
    node: "local",
    created_at: "2026-01-01T10:00:00Z",
    updated_at: "2026-01-01T10:00:01Z",
    ...part,
  };
}

export function model(part: Partial<Model> = {}): Model {
  return {
    id: MODEL_ID,
    name: "all-MiniLM-L6-v2",
    description: "Very small and quick",
    model_type: "embedding",
    origin: "curated",
    status: "available",
    is_installed: false,
    is_custom: false,
    custom_model_db_id: null,
    download_size_mb: 87,
    download_size_bytes: 91_500_000,
    download_size_is_estimate: false,
    size_on_disk_mb: 0,
    size_on_disk_bytes: 0,
    memory_mb: null,
    memory_total_mb: null,
    fits: null,
    used_by_collections: [],
    license: "apache-2.0",
    commercial_use: true,
    gated: false,
    revision: null,
    update_available: null,
    last_used_at: null,
    last_used_from: null,
    extra_caches: [],
    missing: [],
    problems: [],
    verification: null,
    operation: null,
    trial: null,
    dimension: 384,
    max_sequence_length: 256,
    pooling_method: "mean",
    is_asymmetric: false,
    query_prefix: null,
    document_prefix: null,
    default_query_instruction: null,
    context_window: null,
    ...part,
  };
}

export function modelPage(models: Model[]): ModelList {
  const none = { total: 0, installed: 0 };
  return {
    models,
    total_cache_size_mb: 0,
    total_cache_size_bytes: 0,
    counts: { embedding: none, llm: none, reranker: none, splade: none, other: none },
    datasets: { count: 0, size_bytes: 0 },
    spaces: { count: 0, size_bytes: 0 },
    disk: { free_bytes: 228_000_000_000, total_bytes: 500_000_000_000, trash_bytes: 0 },
    warnings: [],
    next_cursor: null,
  };
}

const OLD_SHA = "1".repeat(40);
export const NEW_SHA = "2".repeat(40);

/** Its embedding model has another revision by now, and so has its reranker. */
export function collection(part: Partial<Collection> = {}): Collection {
  return {
    id: "0b9f2d5e-0000-4000-8000-000000000002",
    name: "docs",
    owner: "admin",
    owner_id: "0b9f2d5e-0000-4000-8000-000000000003",
    embedding_model: "org/embedder",
    embedding_revision: OLD_SHA,
    reranker_model: "org/reranker",
    reranker_revision: OLD_SHA,
    splade_model: null,
    splade_revision: null,
    llm_model: null,
    llm_revision: null,
    created_at: "2026-01-01T10:00:00Z",
    updated_at: "2026-01-01T10:00:00Z",
    models: [
      {
        model_type: "embedding",
        model_id: "org/embedder",
        built_on: OLD_SHA,
        installed: NEW_SHA,
        revision_changed: true,
        needs_reindexing: true,
      },
      {
        model_type: "reranker",
        model_id: "org/reranker",
        built_on: OLD_SHA,
        installed: NEW_SHA,
        revision_changed: true,
        needs_reindexing: false,
      },
    ],
    needs_reindexing: true,
    ...part,
  };
}
