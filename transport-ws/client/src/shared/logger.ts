export interface Logger {
  debug(message: string, ...details: unknown[]): void;
  info(message: string, ...details: unknown[]): void;
  warn(message: string, ...details: unknown[]): void;
  error(message: string, ...details: unknown[]): void;
}

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;

export type LogLevel = (typeof LEVELS)[number] | 'off';

/** Logs to the console what is at least as grave as the level. */
export function createLogger(level: LogLevel = 'warn', prefix = 'canyon'): Logger {
  const first = level === 'off' ? LEVELS.length : LEVELS.indexOf(level);
  const at = (index: number) =>
    index < first
      ? () => undefined
      : (message: string, ...details: unknown[]) => console[LEVELS[index]!](`${prefix}: ${message}`, ...details);
  return { debug: at(0), info: at(1), warn: at(2), error: at(3) };
}

export const silentLogger: Logger = createLogger('off');
