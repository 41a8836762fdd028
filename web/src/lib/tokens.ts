/** `32768` → `"32k"`: context windows are powers of two, and people call them so. */
export function formatTokens(count: number): string {
  return count >= 1024 && count % 1024 === 0 ? `${count / 1024}k` : String(count);
}
