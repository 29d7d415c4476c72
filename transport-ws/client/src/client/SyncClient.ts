import type { Draft } from 'immer';
import type { Change } from '../change/Change.js';
import { diff } from '../change/diff.js';
import { invert } from '../change/invert.js';
import { readChange } from '../change/readChange.js';
import { writeChange } from '../change/writeChange.js';
import type { Delta } from '../shared/delta.js';
import type { EnteredEvent, ErrorEvent, JoinedEvent, LeftEvent, Permission, PresenceEvent } from '../shared/events.js';
import { deepFreeze, type Json, type JsonObject } from '../shared/json.js';
import { createLogger, type Logger } from '../shared/logger.js';
import type { Presence } from '../shared/presence.js';
import { produceScene } from '../shared/produceScene.js';
import { Emitter } from './Emitter.js';
import { History } from './History.js';
import type { IEventSocket } from './IEventSocket.js';
import { Members } from './Members.js';
import { PresenceSender } from './PresenceSender.js';
import type { ConnectionState, RoomHandler, TakenBack } from './RoomHandler.js';
import { RoomSession } from './RoomSession.js';
import { type Scheduler, systemScheduler } from './Scheduler.js';
import { releaseRoom, takeRoom } from './SeqRegistry.js';
import { SettleWaiters } from './SettleWaiters.js';
import { EVENTS, type SyncEvents } from './SyncEvents.js';
import type { Operations } from './ThreeDocuments.js';

export interface SyncClientOptions {
  readonly logger?: Logger;
  readonly scheduler?: Scheduler;
  /** How many steps can be undone; default 100. */
  readonly maxUndoSteps?: number;
  /** The longest frame that the server takes; an update that would make a longer edit is refused. Default 4 MiB. */
  readonly maxFrameBytes?: number;
}

export interface UpdateOptions {
  /** Updates of one group that follow each other are one step for undo: a drag, a word typed. */
  readonly group?: string;
  /** False for what undo is to leave alone; default true. */
  readonly isUndoable?: boolean;
}

export class JoinRefusedError extends Error {
  override readonly name = 'JoinRefusedError';
}

/** An update was not applied: what is unsent would make an edit that is longer than the server takes. */
export class UpdateTooLargeError extends Error {
  override readonly name = 'UpdateTooLargeError';
}

interface JoinWaiter<T> {
  readonly resolve: (data: T) => void;
  readonly reject: (error: Error) => void;
}

/**
 * One JSON document, shared with everybody in the room. Changes apply here at once, go to the server, and come back
 * into step with those of the others. The data is frozen, and parts that did not change stay the same objects.
 */
export class SyncClient<T extends object = JsonObject, TCustom extends object = JsonObject> {
  static readonly EVENTS = EVENTS;

  private readonly scheduler: Scheduler;
  private readonly emitter: Emitter<SyncEvents<T, TCustom>>;
  private readonly session: RoomSession;
  private readonly history: History;
  private readonly members = new Members<TCustom>();
  private readonly ownPresence: PresenceSender<TCustom>;
  private readonly waiters = new SettleWaiters();
  private joinWaiters: JoinWaiter<T>[] = [];
  private currentPermission: Permission | undefined;
  private wasSaved = true;
  private isFlushPlanned = false;

  constructor(
    private readonly socket: IEventSocket,
    readonly room: string,
    options: SyncClientOptions = {},
  ) {
    const logger = options.logger ?? createLogger();
    const maxFrameBytes = options.maxFrameBytes ?? 4 << 20;
    takeRoom(socket, room);
    this.scheduler = options.scheduler ?? systemScheduler;
    this.emitter = new Emitter(logger);
    this.history = new History(options.maxUndoSteps ?? 100);
    this.session = new RoomSession(socket, room, this.handler(), this.scheduler, logger, maxFrameBytes);
    this.ownPresence = new PresenceSender(this.scheduler, (presence) =>
      this.session.sendPresence(presence as JsonObject),
    );
  }

  /**
   * Enters the room, and again with the same credentials whenever the connection was lost.
   *
   * @returns the data, once the server has told it; rejects when the server refuses the credentials
   */
  join(userId: string, credentials?: Json): Promise<T> {
    if (this.state === 'closed') {
      return Promise.reject(new Error('the client is destroyed'));
    }
    return new Promise((resolve, reject) => {
      this.joinWaiters.push({ resolve, reject });
      this.session.join(userId, credentials);
    });
  }

  get state(): ConnectionState {
    return this.session.state;
  }

  /** Undefined until the room was joined. */
  get permission(): Permission | undefined {
    return this.currentPermission;
  }

  /** Version of the room that the data is based on; undefined until the room was joined. */
  get version(): number | undefined {
    return this.session.documents?.version;
  }

  /** Whether the server has acked all own changes. */
  get saved(): boolean {
    return this.session.isSaved;
  }

  /** The data as it is for this user, own changes included. Frozen. */
  getData(): T {
    return this.local() as T;
  }

  /**
   * Changes the data by a recipe that works on a draft, or returns the next data. What is no JSON is changed to what
   * JSON makes of it. Changes of one task go out as one edit.
   *
   * @throws UpdateTooLargeError when that edit, with all that is unsent, would be too long; the data stays as it was
   */
  update(recipe: (draft: Draft<T>) => unknown, options: UpdateOptions = {}): void {
    const before = this.local();
    if (this.currentPermission === 'readonly') {
      throw new Error(`the room is read-only: room=${this.room}`);
    }
    const next = produceScene(before, (draft: unknown) => {
      const result = recipe(draft as Draft<T>);
      if (result instanceof Promise) {
        throw new TypeError('the recipe of an update returns at once');
      }
      // the number that a push returns is no document
      return typeof result === 'object' && result !== null ? result : undefined;
    }) as Json;
    const delta = diff(before, next);
    if (delta === undefined) {
      return;
    }
    const text = JSON.stringify(delta);
    if (!this.session.admits(text, next)) {
      throw new UpdateTooLargeError(`more is unsent than one edit takes: room=${this.room}`);
    }
    this.applyOwn(readChange(deepFreeze(JSON.parse(text) as Delta)), before, options);
  }

  /**
   * Sends what was changed, without waiting for the end of the task.
   *
   * @returns whether all changes made until now were taken, once the server has answered
   */
  sync(): Promise<boolean> {
    if (this.state === 'closed') {
      return Promise.resolve(this.saved);
    }
    // before it is sent: it may be refused right there
    const taken = this.waiters.wait(this.session.step, this.session.settled, this.session.sent);
    this.session.flush();
    return taken;
  }

  get canUndo(): boolean {
    return this.history.canUndo;
  }

  get canRedo(): boolean {
    return this.history.canRedo;
  }

  /**
   * Takes the last own step back, as far as others have left it in place.
   *
   * @returns whether there was anything to take back
   */
  undo(): boolean {
    const before = this.local();
    const change = this.currentPermission === 'readonly' ? undefined : this.history.undo(before);
    return this.applyHistory(before, change, (step, inverse) => this.history.recordUndo(step, inverse));
  }

  /** Does again what was undone last. */
  redo(): boolean {
    const before = this.local();
    const change = this.currentPermission === 'readonly' ? undefined : this.history.redo(before);
    return this.applyHistory(before, change, (step, inverse) => this.history.recordRedo(step, inverse));
  }

  /** What the others see of this user. Goes out at most once a frame, and again after the connection was lost. */
  setPresence(presence: TCustom): void {
    this.ownPresence.set(presence);
  }

  get presence(): TCustom | undefined {
    return this.ownPresence.current;
  }

  /** The others in the room, in the order in which they came. */
  get others(): readonly Presence<TCustom>[] {
    return this.members.all;
  }

  /** New credentials, for this session and for later joins. */
  authenticate(credentials: Json): void {
    this.session.authenticate(credentials);
  }

  /** @returns what takes the listener away */
  on<Name extends keyof SyncEvents<T, TCustom>>(
    name: Name,
    listener: (...args: SyncEvents<T, TCustom>[Name]) => void,
  ): () => void {
    return this.emitter.on(name, listener);
  }

  off<Name extends keyof SyncEvents<T, TCustom>>(
    name: Name,
    listener: (...args: SyncEvents<T, TCustom>[Name]) => void,
  ): void {
    this.emitter.off(name, listener);
  }

  /** Leaves the room for good. The socket stays open. Changes that are not `saved` may be lost. */
  destroy(): void {
    if (this.state === 'closed') {
      return;
    }
    this.ownPresence.stop();
    this.session.close();
    releaseRoom(this.socket, this.room);
    this.waiters.abandon();
    for (const waiter of this.joinWaiters.splice(0)) {
      waiter.reject(new Error('the client was destroyed'));
    }
    this.emitter.clear();
  }

  private local(): Json {
    const documents = this.session.documents;
    if (documents === undefined || this.state === 'closed') {
      throw new Error(`the room is not joined: room=${this.room}`);
    }
    return documents.local;
  }

  private applyOwn(change: Change, before: Json, options: UpdateOptions): void {
    const inverse = invert(change, before);
    const step = this.session.change(change);
    if (inverse !== undefined && options.isUndoable !== false) {
      this.history.record(step, inverse, before, this.local(), options.group);
    } else {
      this.history.carryOver(change);
    }
    this.afterOwn(change);
  }

  private applyHistory(
    before: Json,
    change: Change | undefined,
    record: (step: number, inverse: Change) => void,
  ): boolean {
    const inverse = change && invert(change, before);
    if (change === undefined || inverse === undefined) {
      return false;
    }
    record(this.session.change(change), inverse);
    this.afterOwn(change);
    return true;
  }

  private afterOwn(change: Change): void {
    this.planFlush();
    this.emitter.emit('synced', [deepFreeze(writeChange(change))], true);
    this.tellSaved();
  }

  private planFlush(): void {
    if (!this.isFlushPlanned) {
      this.isFlushPlanned = true;
      this.scheduler.soon(() => {
        this.isFlushPlanned = false;
        this.session.flush();
      });
    }
  }

  private tellSaved(): void {
    const isSaved = this.session.isSaved;
    if (isSaved !== this.wasSaved) {
      this.wasSaved = isSaved;
      this.emitter.emit('saved', isSaved);
    }
  }

  private tellOperations(operations: Operations): void {
    if (operations.length > 0) {
      this.emitter.emit('synced', operations, false);
    }
  }

  private setPermission(permission: Permission): void {
    if (permission !== this.currentPermission) {
      this.currentPermission = permission;
      this.emitter.emit('permission', permission);
    }
  }

  private handler(): RoomHandler {
    return {
      onState: (state) => this.emitter.emit('connection', state),
      onJoined: (event) => this.onJoined(event),
      onOperations: (operations) => {
        this.carryHistory(operations);
        this.tellOperations(operations);
      },
      onTakenBack: (edit, operations) => this.onTakenBack(edit, operations),
      onPermission: (permission) => this.setPermission(permission),
      onError: (event) => this.onError(event),
      onSettled: () => {
        this.waiters.settle(this.session.settled);
        this.tellSaved();
      },
      onOthers: (event) => this.onOthers(event),
    };
  }

  private onJoined(event: JoinedEvent): void {
    if (this.state === 'closed') {
      return;
    }
    const { entered, left } = this.members.replaceAll(event.members as readonly Presence<TCustom>[]);
    if (event.asked) {
      this.ownPresence.sendAgain();
    }
    this.setPermission(event.permission);
    for (const waiter of this.joinWaiters.splice(0)) {
      waiter.resolve(this.getData());
    }
    if (event.asked) {
      this.emitter.emit('joined', this.getData());
    }
    left.forEach((member) => this.emitter.emit('left', member));
    entered.forEach((member) => this.emitter.emit('entered', member));
    this.emitter.emit('presence', this.members.all);
  }

  private carryHistory(operations: Operations): void {
    for (const delta of operations) {
      this.history.carryOver(readChange(delta));
    }
  }

  private onTakenBack(edit: TakenBack, operations: Operations): void {
    this.history.forget(edit.firstStep, edit.lastStep, operations[0] && readChange(operations[0]));
    this.waiters.fail(edit.firstStep);
    this.tellOperations(operations);
    if (edit.code === 'unconfirmed') {
      this.emitter.emit('unconfirmed', { delta: edit.delta });
    } else {
      this.emitter.emit('rejected', { code: edit.code, message: edit.message, delta: edit.delta });
    }
  }

  private onError(event: ErrorEvent): void {
    if (event.code === 'limit' || event.code === 'bad-frame') {
      this.ownPresence.suspect();
    }
    if (this.state === 'refused') {
      for (const waiter of this.joinWaiters.splice(0)) {
        waiter.reject(new JoinRefusedError(event.message));
      }
    }
    this.emitter.emit('error', { code: event.code, message: event.message });
  }

  private onOthers(event: EnteredEvent | LeftEvent | PresenceEvent): void {
    const known = this.members.get(event.id);
    switch (event.event) {
      case 'entered': {
        const member = { id: event.id, userId: event.userId };
        this.members.set(member);
        this.emitter.emit('entered', member);
        break;
      }
      case 'left':
        if (known === undefined) {
          return;
        }
        this.members.remove(event.id);
        this.emitter.emit('left', known);
        break;
      case 'presence':
        this.members.set({ id: event.id, userId: event.userId, presence: event.presence as TCustom });
        break;
    }
    this.emitter.emit('presence', this.members.all);
  }
}
