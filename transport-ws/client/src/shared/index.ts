export * from './commands.js';
export type * from './delta.js';
export * from './diffPatchFactory.js';
export * from './events.js';
export * from './json.js';
export * from './logger.js';
export type * from './presence.js';
export * from './produceScene.js';
