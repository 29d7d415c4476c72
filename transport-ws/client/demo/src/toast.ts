import { byId, html } from './dom.js';

const SHOWN_MS = 4_000;

/** Says something for a moment. */
export function toast(text: string): void {
  const element = html('div', { class: 'toast' }, text);
  byId('toasts').append(element);
  setTimeout(() => element.remove(), SHOWN_MS);
}
