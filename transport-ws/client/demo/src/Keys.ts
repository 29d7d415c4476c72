import type { App } from './App.js';
import { byId, html } from './dom.js';
import type { Pointer } from './Pointer.js';
import { TOOLS } from './Toolbar.js';
import type { Viewport } from './Viewport.js';

const ARROWS: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

const HELP: readonly (readonly [string, string])[] = [
  ['V R O T P N', 'tools: select, rectangle, ellipse, triangle, pen, note'],
  ['Enter', 'on the drawing: add a shape in the middle; on a note: write'],
  ['← → ↑ ↓', 'move what is selected; with Shift by 10'],
  ['Ctrl ← → ↑ ↓', 'resize what is selected; with Shift by 10'],
  ['Delete', 'remove what is selected'],
  ['Ctrl D', 'duplicate'],
  ['Ctrl A', 'select everything'],
  ['Esc', 'select nothing; in a field: back to the drawing'],
  ['[ ]', 'lower, raise'],
  ['Alt ↑ ↓', 'in the layers: move a layer'],
  ['Ctrl Z', 'undo; redo with Shift, or Ctrl Y'],
  ['+ − 0', 'zoom in, out, show everything'],
  ['Space', 'with a drag: pan; so does the wheel, which zooms with Ctrl'],
];

/** Keys that work on the whole page, unless somebody is writing. */
export class Keys {
  private moveGroup = '';
  private lastMoveMs = 0;

  constructor(
    private readonly app: App,
    private readonly viewport: Viewport,
    private readonly pointer: Pointer,
    private readonly editText: () => void,
  ) {
    byId('shortcuts').replaceChildren(
      ...HELP.flatMap(([keys, meaning]) => [
        html('dt', {}, ...keys.split(' ').flatMap((key) => [html('kbd', {}, key), ' '])),
        html('dd', {}, meaning),
      ]),
    );
    byId('help').addEventListener('click', () => this.help());
    addEventListener('keydown', (event) => {
      if (isWriting(event) ? this.onKeyOfField(event) : this.onKey(event)) {
        event.preventDefault();
      }
    });
  }

  private help(): void {
    byId<HTMLDialogElement>('help-dialog').showModal();
  }

  /** @returns whether the key meant something */
  private onKey(event: KeyboardEvent): boolean {
    return event.ctrlKey || event.metaKey ? this.onCommand(event) : !event.altKey && this.onPlain(event);
  }

  private onKeyOfField(event: KeyboardEvent): boolean {
    const isEnd = event.key === 'Escape' && !isInDialog(event);
    if (isEnd) {
      byId<SVGSVGElement>('board').focus();
    }
    return isEnd;
  }

  private onCommand(event: KeyboardEvent): boolean {
    const { app } = this;
    const arrow = ARROWS[event.key];
    if (arrow !== undefined) {
      return this.step(arrow, event.shiftKey, (x, y, group) => app.resizeBy(x, y, { group }));
    }
    switch (event.key.toLowerCase()) {
      case 'z':
        event.shiftKey ? app.redo() : app.undo();
        return true;
      case 'y':
        app.redo();
        return true;
      case 'd':
        app.duplicateSelected();
        return true;
      case 'a':
        app.select(app.shapes.map(({ id }) => id));
        return true;
      default:
        return false;
    }
  }

  private onPlain(event: KeyboardEvent): boolean {
    const { app, viewport } = this;
    const tool = TOOLS.find(({ key }) => key === event.key.toLowerCase());
    if (tool !== undefined) {
      app.choose(tool.tool);
      return true;
    }
    const arrow = ARROWS[event.key];
    if (arrow !== undefined) {
      return this.step(arrow, event.shiftKey, (x, y, group) => app.moveBy(x, y, { group }));
    }
    switch (event.key) {
      case 'Delete':
      case 'Backspace':
        app.deleteSelected();
        return true;
      case 'Escape':
        app.choose('select');
        app.select([]);
        return true;
      case '[':
        app.raise(-1);
        return true;
      case ']':
        app.raise(1);
        return true;
      case '+':
      case '=':
        viewport.zoom(1.2);
        return true;
      case '-':
        viewport.zoom(1 / 1.2);
        return true;
      case '0':
        viewport.fit(app.bounds);
        return true;
      case '?':
        this.help();
        return true;
      case 'Enter':
        return this.onEnter(event);
      default:
        return false;
    }
  }

  private onEnter(event: KeyboardEvent): boolean {
    if (event.target !== byId<SVGSVGElement>('board')) {
      return false;
    }
    if (this.app.tool === 'select') {
      this.editText();
    } else {
      this.pointer.addInTheMiddle();
    }
    return true;
  }

  /** Steps that follow each other quickly are undone at once. */
  private step(
    [x, y]: readonly [number, number],
    isLong: boolean,
    take: (x: number, y: number, group: string) => void,
  ): boolean {
    if (this.app.selection.length === 0) {
      return false;
    }
    const nowMs = performance.now();
    if (nowMs - this.lastMoveMs > 800) {
      this.moveGroup = this.app.newGroup();
    }
    this.lastMoveMs = nowMs;
    const length = isLong ? 10 : 1;
    take(x * length, y * length, this.moveGroup);
    return true;
  }
}

function isWriting(event: KeyboardEvent): boolean {
  return (event.target as Element).matches('input, textarea') || isInDialog(event);
}

function isInDialog({ target }: KeyboardEvent): boolean {
  return (target as Element).closest('dialog') !== null;
}
