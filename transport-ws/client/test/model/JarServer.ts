import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The real server, as its own process, in a folder of its own. */
export class JarServer {
  private readonly data = mkdtempSync(join(tmpdir(), 'canyon-client-'));
  private process: ChildProcess | undefined;
  private port = 0;

  constructor(
    private readonly jar: string,
    private readonly options: readonly string[] = [],
  ) {}

  get url(): string {
    return `ws://127.0.0.1:${this.port}/echo`;
  }

  /** Ends when it accepts connections; from the second time on, on the same port. */
  async start(): Promise<void> {
    const args = ['-jar', this.jar, 'serve', '--host', '127.0.0.1', '--port', String(this.port), '--data', this.data];
    const server = spawn('java', [...args, '--log-level', 'warn', ...this.options], { stdio: ['ignore', 'pipe', 'inherit'] });
    this.process = server;
    const lines = createInterface({ input: server.stdout });
    const first = once(lines, 'line') as Promise<[string]>;
    const [line] = await Promise.race([
      first,
      once(server, 'exit').then(([code]) => {
        throw new Error(`the server ended: exit code ${code}`);
      }),
    ]);
    const port = /listening on ws:\/\/[^:]+:(\d+)/.exec(line)?.[1];
    if (port === undefined) {
      throw new Error(`the server does not say where it listens: ${line}`);
    }
    this.port = Number(port);
  }

  /** @param signal SIGKILL for a crash, SIGTERM for a stop in good order */
  async stop(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const server = this.process;
    this.process = undefined;
    if (server !== undefined) {
      const exited = once(server, 'exit');
      server.kill(signal);
      await exited;
    }
  }

  async destroy(): Promise<void> {
    await this.stop('SIGKILL');
    rmSync(this.data, { recursive: true, force: true });
  }
}
