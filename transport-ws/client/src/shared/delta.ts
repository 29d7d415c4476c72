import type { JsonArray, JsonObject } from './json.js';

/** A change in the format of jsondiffpatch. */
export type Delta = JsonObject | JsonArray;
