import type { App, Tool } from './App.js';
import { byId, html, set } from './dom.js';
import { icon } from './icons.js';

export const TOOLS: readonly { tool: Tool; key: string; title: string }[] = [
  { tool: 'select', key: 'v', title: 'Select and move' },
  { tool: 'rect', key: 'r', title: 'Rectangle' },
  { tool: 'ellipse', key: 'o', title: 'Ellipse' },
  { tool: 'triangle', key: 't', title: 'Triangle' },
  { tool: 'path', key: 'p', title: 'Pen' },
  { tool: 'note', key: 'n', title: 'Note' },
];

/** Tools, undo and redo. */
export class Toolbar {
  private readonly tools = new Map<Tool, HTMLButtonElement>();
  private readonly undo: HTMLButtonElement;
  private readonly redo: HTMLButtonElement;

  constructor(private readonly app: App) {
    const bar = byId('tools');
    for (const { tool, key, title } of TOOLS) {
      const button = html('button', { type: 'button', title: `${title} (${key.toUpperCase()})`, 'aria-label': title });
      button.append(icon(tool), html('small', { 'aria-hidden': 'true' }, key.toUpperCase()));
      button.addEventListener('click', () => app.choose(tool));
      this.tools.set(tool, button);
      bar.append(button);
    }
    this.undo = html('button', { type: 'button', title: 'Undo (Ctrl+Z)', 'aria-label': 'Undo', id: 'undo' }, icon('undo'));
    this.redo = html('button', { type: 'button', title: 'Redo (Ctrl+Y)', 'aria-label': 'Redo', id: 'redo' }, icon('redo'));
    this.undo.addEventListener('click', () => app.undo());
    this.redo.addEventListener('click', () => app.redo());
    bar.append(html('hr'), this.undo, this.redo);
    bar.addEventListener('keydown', (event) => this.onKey(event, bar));
  }

  draw(): void {
    const { app } = this;
    for (const [tool, button] of this.tools) {
      set(button, { 'aria-pressed': tool === app.tool ? 'true' : 'false' });
      button.disabled = tool !== 'select' && !app.canEdit;
    }
    this.undo.disabled = !app.canEdit || !app.client.canUndo;
    this.redo.disabled = !app.canEdit || !app.client.canRedo;
    set(byId('board'), { 'data-tool': app.tool });
  }

  private onKey(event: KeyboardEvent, bar: HTMLElement): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const buttons = [...bar.querySelectorAll<HTMLButtonElement>('button:not(:disabled)')];
    const index = buttons.indexOf(document.activeElement as HTMLButtonElement);
    if (step !== undefined && index >= 0) {
      event.preventDefault();
      event.stopPropagation();
      buttons[(index + step + buttons.length) % buttons.length]!.focus();
    }
  }
}
