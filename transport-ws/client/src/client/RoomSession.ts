import { type Change, DeltaError } from '../change/Change.js';
import { COMMANDS } from '../shared/commands.js';
import {
  type AckEvent,
  type EditEvent,
  type ErrorEvent,
  type JoinedEvent,
  type RejectEvent,
  type ServerEvent,
  SERVER_EVENTS,
} from '../shared/events.js';
import type { Json, JsonObject } from '../shared/json.js';
import type { Logger } from '../shared/logger.js';
import { AnswerTimer } from './AnswerTimer.js';
import { Backoff } from './Backoff.js';
import { EditLength } from './EditLength.js';
import type { IEventSocket } from './IEventSocket.js';
import type { ConnectionState, RoomHandler, TakenBack } from './RoomHandler.js';
import type { Cancel, Scheduler } from './Scheduler.js';
import { SeqCounter } from './SeqRegistry.js';
import { Suspicion } from './Suspicion.js';
import { type Operations, ThreeDocuments } from './ThreeDocuments.js';

const FIRST_RETRY_MS = 300;
const LAST_RETRY_MS = 10_000;
/** So often in a row an edit goes out under a new number before the room is joined anew. */
const MAX_RENEWALS = 8;

/** Keeps one room in step with the server: joins, resumes, sends one edit at a time, and takes what the server sends. */
export class RoomSession {
  private readonly counter: SeqCounter;
  private readonly backoff: Backoff;
  private readonly answer: AnswerTimer;
  private currentState: ConnectionState = 'idle';
  private userId = '';
  private credentials: Json | undefined;
  private connectionId: string;
  private three: ThreeDocuments | undefined;
  private cancelRetry: Cancel = () => undefined;
  private stopListening: () => void;
  private lastStep = 0;
  private settledStep = 0;
  private flightStep = 0;
  private readonly editLength: EditLength;
  private renewals = 0;
  private readonly suspicion = new Suspicion();

  constructor(
    private readonly socket: IEventSocket,
    private readonly room: string,
    private readonly handler: RoomHandler,
    private readonly scheduler: Scheduler,
    private readonly logger: Logger,
    maxFrameBytes: number,
  ) {
    this.editLength = new EditLength(room, maxFrameBytes);
    this.counter = new SeqCounter(socket, room);
    this.backoff = new Backoff(FIRST_RETRY_MS, LAST_RETRY_MS, scheduler.random);
    this.answer = new AnswerTimer(scheduler, () => {
      this.logger.warn(`no answer in room ${this.room}: connecting again`);
      this.socket.reconnect();
    });
    this.connectionId = socket.id;
    this.stopListening = socket.listen({
      onOpen: () => this.onOpen(),
      onClose: (code) => this.onClose(code),
      onEvent: (event) => this.onEvent(event),
    });
  }

  get state(): ConnectionState {
    return this.currentState;
  }

  /** Undefined until the room was joined. */
  get documents(): ThreeDocuments | undefined {
    return this.three;
  }

  /** Number of the last own step. */
  get step(): number {
    return this.lastStep;
  }

  /** Number of the last own step that was sent. */
  get sent(): number {
    return this.flightStep;
  }

  /** Number of the last own step that the server has answered. */
  get settled(): number {
    return this.settledStep;
  }

  get isSaved(): boolean {
    return this.three === undefined || (this.three.flight === undefined && !this.three.hasUnsent);
  }

  join(userId: string, credentials: Json | undefined): void {
    this.userId = userId;
    this.credentials = credentials;
    if (this.socket.isOpen) {
      this.sendJoin(false);
    } else {
      this.enter('offline');
    }
  }

  /** Whether a change may still go out with what is unsent. @param next the document behind it */
  admits(delta: string, next: Json): boolean {
    return this.editLength.admits(delta, () => this.three!.unsentOf(next));
  }

  /** @returns the number of the step */
  change(change: Change): number {
    this.three!.change(change);
    return ++this.lastStep;
  }

  /** Sends what was not sent, unless an edit is in flight: then it goes behind that one. */
  flush(): void {
    const three = this.three;
    if (this.currentState !== 'live' || three === undefined || three.flight !== undefined) {
      return;
    }
    const flight = three.hasUnsent ? three.takeOff(() => this.counter.next()) : undefined;
    this.flightStep = this.lastStep;
    this.editLength.reset();
    if (flight === undefined) {
      this.settle();
      this.handler.onSettled();
    } else if (!this.takeIfTooLarge()) {
      this.sendFlight();
    }
  }

  /** New credentials, for now and for the next joins. */
  authenticate(credentials: Json): void {
    this.credentials = credentials;
    if (this.currentState === 'live' || this.currentState === 'joining') {
      this.socket.send({ event: COMMANDS.AUTH, room: this.room, credentials });
    } else if (this.currentState === 'refused') {
      this.join(this.userId, credentials);
    }
  }

  sendPresence(presence: JsonObject): void {
    if (this.currentState === 'live') {
      this.socket.send({ event: COMMANDS.PRESENCE, room: this.room, presence });
    }
  }

  close(): void {
    this.flush();
    this.stopListening();
    this.socket.send({ event: COMMANDS.LEAVE, room: this.room });
    this.enter('closed');
  }

  private enter(state: ConnectionState): void {
    if (this.become(state)) {
      this.handler.onState(state);
    }
  }

  /** @returns whether that is another state */
  private become(state: ConnectionState): boolean {
    if (state !== 'live') {
      this.answer.cancel();
    }
    this.cancelRetry();
    const isOther = this.currentState !== state;
    this.currentState = state;
    return isOther;
  }

  private onOpen(): void {
    switch (this.currentState) {
      case 'offline':
      case 'joining':
      case 'live':
      case 'waiting':
        this.sendJoin(false);
        break;
      case 'idle':
      case 'refused':
      case 'closed':
        break;
    }
  }

  private onClose(code: number | undefined): void {
    switch (this.currentState) {
      case 'joining':
      case 'live':
      case 'waiting':
        if (this.currentState === 'live') {
          this.suspicion.onClose(code);
        }
        this.enter('offline');
        break;
      case 'idle':
      case 'offline':
      case 'refused':
      case 'closed':
        break;
    }
  }

  /** @param isWhole asks for the whole document, because the shadow is of no use */
  private sendJoin(isWhole: boolean): void {
    this.enter('joining');
    this.takeNewId();
    if (this.currentState !== 'joining') {
      return; // a listener has closed the room
    }
    const version = isWhole ? undefined : this.three?.version;
    this.answer.start();
    this.socket.send({
      event: COMMANDS.JOIN,
      room: this.room,
      userId: this.userId,
      ...(this.credentials === undefined ? {} : { credentials: this.credentials }),
      ...(version === undefined ? {} : { version }),
    });
  }

  /** Under another id the server cannot tell what became of the edit in flight. */
  private takeNewId(): void {
    if (this.connectionId !== this.socket.id) {
      this.connectionId = this.socket.id;
      this.takeBack('unconfirmed', 'the connection got another id');
    }
  }

  private sendFlight(): void {
    const flight = this.three?.flight;
    if (this.currentState === 'live' && flight !== undefined) {
      this.answer.start();
      this.socket.send({ event: COMMANDS.EDIT, room: this.room, ...flight });
    }
  }

  /** A new edit is in flight. @returns whether it is longer than the server takes, and is taken back */
  private takeIfTooLarge(): boolean {
    const frame = JSON.stringify({ event: COMMANDS.EDIT, room: this.room, ...this.three!.flight });
    this.suspicion.begin(frame.length);
    if (!this.editLength.isTooLong(frame)) {
      return false;
    }
    this.takeBack('too-large', `a frame of ${frame.length} characters`);
    return true;
  }

  private onEvent(event: ServerEvent): void {
    if (event.event === SERVER_EVENTS.ERROR && event.room === undefined && this.currentState !== 'closed') {
      this.onError(event);
    }
    if (event.room !== this.room || this.currentState === 'closed') {
      return;
    }
    try {
      this.handle(event);
    } catch (error) {
      if (!(error instanceof DeltaError)) {
        throw error;
      }
      this.logger.error(`a delta does not fit in room ${this.room}: asking for the document`, error);
      this.sendJoin(true);
    }
  }

  private handle(event: ServerEvent): void {
    const isLive = this.currentState === 'live';
    const isIn = isLive || this.currentState === 'joining';
    switch (event.event) {
      case SERVER_EVENTS.JOINED:
        return isIn ? this.onJoined(event) : undefined;
      // while a join is under way its answer stands for them
      case SERVER_EVENTS.ACK:
        return isLive ? this.onAck(event) : undefined;
      case SERVER_EVENTS.EDIT:
        return isLive ? this.onEdit(event) : undefined;
      case SERVER_EVENTS.REJECT:
        return isIn ? this.onReject(event) : undefined;
      case SERVER_EVENTS.ENTERED:
      case SERVER_EVENTS.LEFT:
      case SERVER_EVENTS.PRESENCE:
        return isLive ? this.handler.onOthers(event) : undefined;
      case SERVER_EVENTS.PERMISSION:
        return isIn ? this.handler.onPermission(event.permission) : undefined;
      case SERVER_EVENTS.ERROR:
        return this.onError(event);
    }
  }

  private onJoined(event: JoinedEvent): void {
    const isAwaited = this.currentState === 'joining';
    if (isAwaited && !event.asked) {
      return;
    }
    // an awaited document of an older version is of another timeline
    if (!isAwaited && event.version < this.three!.version) {
      return;
    }
    if (event.doc === undefined && event.from !== this.three?.version) {
      this.logger.info(`a state of room ${this.room} for another version: joining again`);
      this.sendJoin(isAwaited);
      return;
    }
    const operations = this.takeState(event);
    this.backoff.reset();
    if (event.asked) {
      this.answer.cancel();
    }
    const isLost = event.seq === undefined ? this.counter.last > 0 : event.seq > this.counter.last;
    const isOther = this.become(isLost ? 'offline' : 'live');
    this.settle();
    // before all else, so that what listeners change now comes behind it
    this.handler.onOperations(operations);
    if (isOther) {
      this.handler.onState(this.currentState);
    }
    this.handler.onJoined(event);
    this.handler.onSettled();
    if (this.currentState === 'offline') {
      this.leaveId();
    } else if (event.asked) {
      this.sendAgain();
    }
    this.flush();
  }

  private sendAgain(): void {
    const code = this.suspicion.verdict;
    if (code !== undefined) {
      this.takeBack(code, 'the server does not take the frame');
    } else {
      this.sendFlight();
    }
  }

  private takeState(event: JoinedEvent): Operations {
    if (this.three === undefined) {
      this.three = new ThreeDocuments(event.doc as Json, event.version);
      return [];
    }
    const flight = this.three.flight;
    const isLanded = flight !== undefined && event.seq !== undefined && event.seq >= flight.seq;
    return event.doc === undefined
      ? this.three.applyDelta(event.delta, event.version, isLanded)
      : this.three.replaceShadow(event.doc, event.version, isLanded);
  }

  /** The server has forgotten what this id did, or somebody else uses it: going on with it might apply an edit twice. */
  private leaveId(): void {
    this.takeBack('unconfirmed', 'the server cannot tell what this connection did');
    this.socket.renewId();
  }

  private onAck(event: AckEvent): void {
    const three = this.three!;
    const isOwn = three.flight?.seq === event.seq;
    const isKnown = event.version <= three.version;
    if (isKnown && !isOwn) {
      return;
    }
    if (!isKnown && (event.version > three.version + 1 || !isOwn)) {
      this.sendJoin(false);
      return;
    }
    const operations = isKnown ? three.endFlight() : three.applyAck(event.delta, event.version);
    this.settle();
    this.handler.onOperations(operations);
    this.handler.onSettled();
    this.flush();
  }

  private onEdit(event: EditEvent): void {
    const three = this.three!;
    if (event.version > three.version + 1) {
      this.sendJoin(false);
    } else if (event.version === three.version + 1) {
      this.handler.onOperations(three.applyRemote(event.delta, event.version));
    }
  }

  private onReject(event: RejectEvent): void {
    const three = this.three;
    if (three?.flight?.seq !== event.seq) {
      return;
    }
    if (event.code === 'too-old' || event.code === 'out-of-order') {
      this.sendCarried(three);
    } else {
      this.takeBack(event.code, event.message);
    }
    this.flush();
  }

  private sendCarried(three: ThreeDocuments): void {
    if (three.takeOffAgain(() => this.counter.next()) === undefined) {
      this.settle();
      this.handler.onSettled();
    } else if (this.takeIfTooLarge()) {
      this.renewals = 0;
    } else if (++this.renewals > MAX_RENEWALS) {
      this.renewals = 0;
      this.sendJoin(false);
    } else {
      // while a join is under way, its answer sends the edit
      this.sendFlight();
    }
  }

  private takeBack(code: TakenBack['code'], message: string): void {
    const flight = this.three?.flight;
    if (flight === undefined) {
      return;
    }
    const edit = { code, message, delta: flight.delta, firstStep: this.settledStep + 1, lastStep: this.flightStep };
    const operations = this.three!.endFlight();
    this.settle();
    this.handler.onTakenBack(edit, operations);
    this.handler.onSettled();
  }

  /** If nothing is in flight, all that was is settled. */
  private settle(): void {
    if (this.three?.flight === undefined) {
      if (this.currentState === 'live') {
        this.answer.end();
      }
      this.suspicion.begin(0);
      this.renewals = 0;
      this.settledStep = this.flightStep;
    }
  }

  private onError(event: ErrorEvent): void {
    const isForThis = event.room !== undefined;
    const isBad = event.code === 'bad-frame' || event.code === 'unknown-event';
    const mayBeFlight = isBad && this.three?.flight !== undefined;
    if (mayBeFlight) {
      this.suspicion.onBadFrame();
    }
    switch (this.currentState) {
      case 'joining': {
        // the name of a room that cannot be is not repeated
        const isHopeless = this.three === undefined && (isBad || (!isForThis && event.code === 'limit'));
        if (isHopeless || (isForThis && event.code === 'forbidden')) {
          this.enter('refused');
        } else if (isForThis && isPassing(event)) {
          this.joinLater();
        }
        break;
      }
      case 'live':
        if (isForThis && event.code === 'forbidden') {
          this.enter('refused');
        } else if (mayBeFlight || (isForThis && event.code === 'not-joined')) {
          this.sendJoin(false);
        } else if (isForThis && isPassing(event)) {
          this.joinLater();
        }
        break;
      default:
        break;
    }
    this.handler.onError(event);
  }

  private joinLater(): void {
    this.enter('waiting');
    this.cancelRetry = this.scheduler.after(this.backoff.nextMs(), () => this.sendJoin(false));
  }
}

/** Whether the server has ended the session, or not begun one, and a later join may succeed. */
function isPassing(event: ErrorEvent): boolean {
  return event.code === 'unavailable' || event.code === 'room-closed' || event.code === 'limit';
}
