import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLogger, silentLogger } from '../src/shared/logger.js';
import { Editor, initialDocument, Ledger, tokensIn } from './model/Editor.js';
import { ModelServer } from './model/ModelServer.js';
import { Random } from './model/Random.js';
import { SimulatedSocket } from './model/SimulatedSocket.js';
import { VirtualClock } from './model/VirtualClock.js';

interface Faults {
  readonly cuts: boolean;
  readonly lags: boolean;
  readonly crashes: boolean;
  /** Versions that were shown may be lost, too. */
  readonly losesShown: boolean;
  readonly forgets: boolean;
  readonly usesUndo: boolean;
  readonly maxHistory: number;
}

const NO_FAULTS: Faults = {
  cuts: false,
  lags: false,
  crashes: false,
  losesShown: false,
  forgets: false,
  usesUndo: false,
  maxHistory: 1_000,
};

const RUNS = Number(process.env['CANYON_SIMULATION_RUNS'] ?? 25);
const FIRST_SEED = Number(process.env['CANYON_SIMULATION_SEED'] ?? Date.now() % 1_000_000_000);
const STEPS = 120;

const OUTPUT = process.env['CANYON_SIMULATION_LOG'] === undefined ? silentLogger : createLogger('debug');

class Simulation {
  private readonly random: Random;
  private readonly clock: VirtualClock;
  private readonly server: ModelServer;
  private readonly ledger = new Ledger();
  private readonly editors: Editor<SimulatedSocket>[] = [];
  /** Listeners that threw, and deltas that did not fit. */
  private readonly errors: unknown[] = [];
  private readonly logger = { ...OUTPUT, error: (...error: unknown[]) => void this.errors.push(error) };

  constructor(
    seed: number,
    private readonly faults: Faults,
  ) {
    this.random = new Random(seed);
    this.clock = new VirtualClock(this.random);
    this.server = new ModelServer(initialDocument, faults.maxHistory);
    this.server.isHolding = true;
    const count = 2 + this.random.below(3);
    for (let i = 0; i < count; i++) {
      const socket = new SimulatedSocket(`c${i}`, this.server, this.clock, this.random);
      socket.maxDelayMs = 1 + this.random.below(60);
      const options = { logger: this.logger, scheduler: this.clock };
      this.editors.push(new Editor(`u${i}`, socket, this.random, this.ledger, options));
    }
  }

  run(): void {
    for (let step = 0; step < STEPS; step++) {
      this.clock.advance(this.random.below(20));
      const editor = this.random.pick(this.editors);
      if (editor.isReady) {
        editor.act(this.faults.usesUndo);
      }
      if (this.random.chance(0.5)) {
        this.server.release();
      }
      this.harm(this.random.pick(this.editors));
    }
    this.calmDown();
    this.check();
  }

  private harm({ socket }: Editor<SimulatedSocket>): void {
    const { faults, random, server } = this;
    if (faults.cuts && random.chance(0.06)) {
      socket.cut();
    }
    if (faults.cuts && random.chance(0.02)) {
      socket.goOffline();
    }
    if (faults.cuts && random.chance(0.1)) {
      socket.goOnline();
    }
    if (faults.lags && random.chance(0.05)) {
      server.beginLag('room', socket.id);
    }
    if (faults.lags && random.chance(0.2)) {
      server.endLag('room', socket.id);
    }
    if (faults.forgets && random.chance(0.02)) {
      server.room('room').forget(socket.id);
    }
    if (faults.crashes && random.chance(0.02)) {
      if (random.chance(0.3)) {
        server.restart();
      } else {
        server.crash(faults.losesShown ? random.below(4) : 0);
      }
    }
  }

  private calmDown(): void {
    for (let i = 0; i < 60; i++) {
      for (const { socket } of this.editors) {
        socket.goOnline();
        this.server.endLag('room', socket.id);
      }
      this.server.release();
      this.clock.advance(50);
    }
  }

  private check(): void {
    assert.deepEqual(this.errors, []);
    const { document, version } = this.server.room('room');
    for (const { client, name, seen } of this.editors) {
      assert.equal(client.state, 'live', name);
      assert.equal(client.version, version, name);
      assert.equal(client.saved, true, name);
      assert.deepEqual(client.getData(), document, name);
      assert.deepEqual(seen, document, name);
    }
    this.checkItems(tokensIn(document));
  }

  private checkItems(tokens: string[]): void {
    const { inserted, removed, unsure } = this.ledger;
    for (const token of new Set(tokens)) {
      if (!unsure.has(token)) {
        assert.equal(tokens.filter((other) => other === token).length, 1, `${token} stands there once`);
      }
    }
    if (this.faults.losesShown) {
      return;
    }
    for (const [token, path] of inserted) {
      if (![token, ...path].some((each) => removed.has(each) || unsure.has(each))) {
        assert.ok(tokens.includes(token), `${token} is there`);
      }
    }
  }
}

function shouldConverge(name: string, faults: Partial<Faults>): void {
  test(`should converge ${name}`, (context) => {
    for (let i = 0; i < RUNS; i++) {
      const seed = FIRST_SEED + i;
      try {
        new Simulation(seed, { ...NO_FAULTS, ...faults }).run();
      } catch (error) {
        context.diagnostic(`CANYON_SIMULATION_SEED=${seed} CANYON_SIMULATION_RUNS=1`);
        throw error;
      }
    }
    context.diagnostic(`seeds ${FIRST_SEED} to ${FIRST_SEED + RUNS - 1}`);
  });
}

shouldConverge('with delays only', {});
shouldConverge('through lost and replaced connections', { cuts: true });
shouldConverge('through lag', { lags: true });
shouldConverge('through unclean stops', { crashes: true, cuts: true });
shouldConverge('with undo', { cuts: true, usesUndo: true });
shouldConverge('with a short history', { cuts: true, lags: true, maxHistory: 3 });
shouldConverge('when the server forgets ids', { cuts: true, forgets: true });
shouldConverge('when acked edits are lost', { crashes: true, losesShown: true, cuts: true, lags: true });
shouldConverge('through all of it', {
  cuts: true,
  lags: true,
  crashes: true,
  losesShown: true,
  forgets: true,
  usesUndo: true,
  maxHistory: 10,
});
