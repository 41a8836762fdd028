export const storage = {
  title: "Storage",
  trash: "Deleted, and still here",
  explained: (window: string, size: string) =>
    `What is deleted can be brought back for ${window}. Until then it takes ${size}, which a download gets as soon as it needs the space.`,
  noWindow: "Deleted models are removed at once on this installation (UNDO_WINDOW is 0).",
  empty: "Nothing waits to be removed. A model that you delete can be brought back from here.",
  left: (duration: string) => `${duration} left`,
  placeTaken: "Something new is in its place: delete that first.",
  over: "It can no longer be brought back.",
  by: (name: string) => `by ${name}`,
  bringBack: "Bring back",
  bringingBack: "Bringing back…",
  undo: "Undo",
};
