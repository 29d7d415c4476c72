import { Immer, type produce } from 'immer';

declare const process: { env?: Record<string, string | undefined> } | undefined;

function isProduction(): boolean {
  return typeof process !== 'undefined' && process.env?.['NODE_ENV'] === 'production';
}

const immer = new Immer({ autoFreeze: isProduction() });

/**
 * Makes the next document from one by a recipe that changes a draft of it. The document itself stays as it is, and the
 * next one shares with it what did not change. Outside production the result is not frozen by immer.
 */
export const produceScene: typeof produce = immer.produce;
