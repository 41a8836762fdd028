/**
 * The largest models, each with how wide its bar is: beside the largest of them, since of a whole
 * disk the share of a single model is often too thin to be seen.
 */
export function besideLargest<T extends { size_bytes: number }>(
  models: readonly T[],
): (T & { width: string })[] {
  const largest = Math.max(1, ...models.map(({ size_bytes }) => size_bytes));
  return models.map((model) => ({ ...model, width: `${(model.size_bytes / largest) * 100}%` }));
}
