export type JsonPrimitive = string | number | boolean | null;
export type JsonArray = readonly Json[];
export type JsonObject = { readonly [key: string]: Json };
export type Json = JsonPrimitive | JsonArray | JsonObject;

/** Freezes a value with all that it holds. What is frozen already is not looked into. */
export function deepFreeze<V>(value: V): V {
  if (value !== null && typeof value === 'object' && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const key of Object.keys(value)) {
      deepFreeze((value as Record<string, unknown>)[key]);
    }
  }
  return value;
}
