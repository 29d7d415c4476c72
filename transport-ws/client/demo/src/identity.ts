import { nanoid } from 'nanoid';
import { recall, remember } from './memory.js';
import { FILLS, type Fill } from './scene.js';

const FIRST = ['Amber', 'Brisk', 'Calm', 'Dusty', 'Early', 'Gentle', 'Lively', 'Mellow', 'Quick', 'Quiet', 'Sunny', 'Wild'];
const LAST = ['Badger', 'Condor', 'Falcon', 'Fox', 'Hare', 'Heron', 'Lizard', 'Lynx', 'Otter', 'Raven', 'Sparrow', 'Wren'];
const NAME_KEY = 'canyon-name';

function pick<V>(values: readonly V[]): V {
  return values[Math.floor(Math.random() * values.length)]!;
}

/** Who this is, for as long as the tab lives; a name that somebody chose is kept for the next ones. */
export class Identity {
  readonly userId: string = nanoid();
  readonly color: Fill = pick(FILLS);
  private ownName = recall(NAME_KEY) ?? `${pick(FIRST)} ${pick(LAST)}`;

  get name(): string {
    return this.ownName;
  }

  rename(name: string): void {
    this.ownName = name;
    remember(NAME_KEY, name);
  }
}

/** The room of the page's address; a new one when it has none. */
export function roomOfPage(): string {
  const url = new URL(location.href);
  const room = url.searchParams.get('room');
  if (room) {
    return room;
  }
  url.searchParams.set('room', newRoomName());
  history.replaceState(null, '', url);
  return url.searchParams.get('room')!;
}

export function newRoomName(): string {
  return `${pick(FIRST)}-${pick(LAST)}-${1 + Math.floor(Math.random() * 999)}`.toLowerCase();
}
