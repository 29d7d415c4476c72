export {
  EventSocketClient,
  type EventSocketClientOptions,
  type WebSocketClass,
  type WebSocketLike,
} from './EventSocketClient.js';
export type { IEventSocket, IEventSocketListener } from './IEventSocket.js';
export type { ConnectionState } from './RoomHandler.js';
export { type Cancel, type Scheduler, systemScheduler } from './Scheduler.js';
export {
  JoinRefusedError,
  SyncClient,
  type SyncClientOptions,
  type UpdateOptions,
  UpdateTooLargeError,
} from './SyncClient.js';
export type { RejectedEdit, SyncError, SyncEvents, UnconfirmedEdit } from './SyncEvents.js';
export type { Operations } from './ThreeDocuments.js';
