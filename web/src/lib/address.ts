/** Reading what stands in an address: it may be old, shared or mistyped, and then falls back. */

export function oneOf<Value extends string, Otherwise>(
  values: readonly Value[],
  value: unknown,
  otherwise: Otherwise,
): Value | Otherwise {
  return values.find((known) => known === value) ?? otherwise;
}

export function textIn(value: unknown): string {
  return typeof value === "string" ? value : "";
}
