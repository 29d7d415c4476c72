import type { App } from './App.js';
import { byId, html, set } from './dom.js';
import { FILLS } from './scene.js';

/** Colour, name and text of what is selected. */
export class Inspector {
  private readonly swatches = byId('swatches');
  private readonly fields = byId('fields');
  private readonly name = byId<HTMLInputElement>('shape-name');
  private readonly text = byId<HTMLTextAreaElement>('shape-text');
  private readonly textField = byId('shape-text-field');
  private group = '';

  constructor(private readonly app: App) {
    for (const fill of FILLS) {
      const swatch = html('button', { type: 'button', role: 'radio', 'data-fill': fill, title: fill, 'aria-label': fill });
      swatch.style.setProperty('--fill', `var(--${fill})`);
      swatch.addEventListener('click', () => app.paint(fill));
      this.swatches.append(swatch);
    }
    this.swatches.addEventListener('keydown', (event) => this.onSwatchKey(event));
    for (const field of [this.name, this.text]) {
      field.addEventListener('focus', () => (this.group = app.newGroup()));
    }
    this.name.addEventListener('input', () => this.write('name', this.name.value));
    this.text.addEventListener('input', () => this.write('text', this.text.value));
    byId('duplicate').addEventListener('click', () => app.duplicateSelected());
    byId('delete').addEventListener('click', () => app.deleteSelected());
  }

  draw(): void {
    const shapes = this.app.selectedShapes;
    const [first] = shapes;
    const fill = first?.fill ?? this.app.fill;
    for (const swatch of this.swatches.children) {
      const isChosen = swatch.getAttribute('data-fill') === fill;
      set(swatch, { 'aria-checked': isChosen ? 'true' : 'false', tabindex: isChosen ? 0 : -1 });
    }
    this.fields.hidden = first === undefined || !this.app.canEdit;
    if (first !== undefined) {
      const isOne = shapes.length === 1;
      this.name.disabled = !isOne;
      show(this.name, isOne ? first.name : `${shapes.length} shapes`);
      this.textField.hidden = !isOne || first.kind !== 'note';
      show(this.text, String(first.text ?? ''));
    }
  }

  editName(): void {
    if (this.app.selection.length === 1 && this.app.canEdit) {
      this.name.focus();
      this.name.select();
    }
  }

  /** Where the text of a note is written; of other shapes, their name. */
  editText(): void {
    if (this.textField.hidden) {
      this.editName();
    } else {
      this.text.focus();
    }
  }

  private write(field: 'name' | 'text', value: string): void {
    const [only] = this.app.selectedShapes;
    if (only !== undefined) {
      this.app.editSelected((shape) => (shape[field] = value), { group: `${this.group} ${only.id} ${field}` });
    }
  }

  private onSwatchKey(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const index = FILLS.indexOf(document.activeElement?.getAttribute('data-fill') as never);
    if (step !== undefined && index >= 0) {
      event.preventDefault();
      event.stopPropagation();
      const next = (index + step + FILLS.length) % FILLS.length;
      this.app.paint(FILLS[next]!);
      (this.swatches.children[next] as HTMLElement).focus();
    }
  }
}

/** Shows what others wrote without taking the caret from who is writing. */
function show(field: HTMLInputElement | HTMLTextAreaElement, value: string): void {
  if (field.value === value) {
    return;
  }
  const { selectionStart, selectionEnd, value: before } = field;
  field.value = value;
  if (document.activeElement === field && selectionStart !== null && selectionEnd !== null) {
    const shared = commonHead(before, value);
    const shift = (caret: number) => (caret <= shared ? caret : Math.max(shared, caret + value.length - before.length));
    field.setSelectionRange(shift(selectionStart), shift(selectionEnd));
  }
}

function commonHead(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) {
    length++;
  }
  return length;
}
