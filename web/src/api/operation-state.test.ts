import { describe, expect, it } from "vitest";
import { operation } from "@/testing/samples";
import { deedsOf, laterReport, overallPercent } from "./operation-state";

const EARLIER = "2026-01-01T10:00:01Z";
const LATER = "2026-01-01T10:00:02Z";

describe("laterReport", () => {
  it("keeps what is known when an older report comes late", () => {
    const known = operation({ updated_at: LATER, bytes_downloaded: 50 });
    const late = operation({ updated_at: EARLIER, bytes_downloaded: 20 });
    expect(laterReport(known, late)).toBe(known);
  });

  it("does not go back when the database is behind under the same time", () => {
    const known = operation({ updated_at: EARLIER, bytes_downloaded: 50 });
    const behind = operation({ updated_at: EARLIER, bytes_downloaded: 20 });
    expect(laterReport(known, behind)).toBe(known);
  });

  it("believes a later report, even of fewer bytes: a retry may begin anew", () => {
    const known = operation({ status: "failed", updated_at: EARLIER, bytes_downloaded: 50 });
    const anew = operation({ status: "pending", updated_at: LATER, bytes_downloaded: 0 });
    expect(laterReport(known, anew)).toEqual(anew);
  });

  it("keeps the files when a list leaves them out", () => {
    const phase = "downloading" as const;
    const files = [{ path: "config.json", size_bytes: 10, bytes_downloaded: 5, phase }];
    const known = operation({ updated_at: EARLIER, files });
    expect(laterReport(known, operation({ updated_at: LATER })).files).toBe(files);
  });

  it("forgets the files when an event only counts them: those that are known are old", () => {
    const known = operation({ updated_at: EARLIER, files: [], file_count: 900 });
    const counted = operation({ updated_at: LATER, file_count: 900, files_complete: 7 });
    expect(laterReport(known, counted)).toMatchObject({ files: undefined, files_complete: 7 });
    const listed = operation({ updated_at: "2026-01-01T00:00:09Z" });
    expect(laterReport(counted, listed)).toMatchObject({ file_count: 900, files_complete: 7 });
  });

  it("takes in the details of what a list told without them", () => {
    const listed = operation({ status: "paused", updated_at: EARLIER });
    const whole = { ...listed, files: [], file_count: 0, speeds_bps: [] };
    expect(laterReport(listed, whole)).toEqual(whole);
  });

  it("takes the files of the event after the answer to a move, though both are of one time", () => {
    const file = { path: "config.json", size_bytes: 10, bytes_downloaded: 5 };
    const moving = { ...file, phase: "downloading" as const };
    const known = operation({ updated_at: EARLIER, files: [moving], file_count: 1 });
    const answered = laterReport(known, operation({ status: "paused", updated_at: LATER }));
    expect(answered.files).toEqual([moving]);
    const waits = { ...file, phase: "waiting" as const };
    const event = { ...answered, files: [waits], file_count: 1 };
    expect(laterReport(answered, event).files).toEqual([waits]);
    const counted = operation({ status: "paused", updated_at: LATER, file_count: 900 });
    expect(laterReport(answered, counted).files).toBeUndefined();
  });
});

describe("deedsOf", () => {
  it("offers what the state allows", () => {
    expect(deedsOf(operation({ status: "downloading" }))).toEqual(["pause", "cancel"]);
    expect(deedsOf(operation({ status: "paused" }))).toEqual(["resume", "cancel"]);
    expect(deedsOf(operation({ status: "failed" }))).toEqual(["retry"]);
    expect(deedsOf(operation({ status: "completed" }))).toEqual([]);
  });

  it("offers to stop what only reads, and to try a verification again", () => {
    for (const kind of ["verify", "try"] as const) {
      expect(deedsOf(operation({ operation: kind, status: "running" }))).toEqual(["cancel"]);
    }
    expect(deedsOf(operation({ operation: "verify", status: "failed" }))).toEqual(["retry"]);
    expect(deedsOf(operation({ operation: "try", status: "failed" }))).toEqual([]);
  });

  it("offers nothing on a deletion that has begun", () => {
    expect(deedsOf(operation({ operation: "delete", status: "running" }))).toEqual([]);
  });
});

describe("overallPercent", () => {
  it("weighs by bytes, and leaves out what stands still or has no total yet", () => {
    const all = [
      operation({ bytes_downloaded: 50, bytes_total: 100 }),
      operation({ bytes_downloaded: 0, bytes_total: 300 }),
      operation({ bytes_downloaded: 5, bytes_total: undefined }),
      operation({ bytes_downloaded: 90, bytes_total: 100, status: "paused" }),
    ];
    expect(overallPercent(all)).toBe(12);
  });

  it("says nothing where nothing moves", () => {
    expect(overallPercent([operation({ status: "paused" })])).toBeNull();
  });
});
