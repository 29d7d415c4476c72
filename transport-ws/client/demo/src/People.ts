import type { App } from './App.js';
import { byId, html } from './dom.js';
import { type Fill, paint } from './scene.js';

const MAX_SHOWN = 6;

/** Who is here. The first one is this user, who may take another name. */
export class People {
  private readonly list = byId('people');
  private readonly dialog = byId<HTMLDialogElement>('name-dialog');
  private shown = '';

  constructor(private readonly app: App) {
    const field = byId<HTMLInputElement>('own-name');
    this.dialog.addEventListener('close', () => {
      const name = field.value.trim();
      if (name !== '') {
        app.identity.rename(name);
        app.tellPresence();
        app.changed();
      }
    });
  }

  draw(): void {
    const { identity } = this.app;
    const others = this.app.others.map(({ userId, doing }) => ({
      name: doing?.name ?? userId,
      color: doing?.color ?? 'stone',
    }));
    const key = JSON.stringify([identity.name, others]);
    if (key === this.shown) {
      return;
    }
    this.shown = key;
    const own = html('button', {
      ...avatar(identity.color, `${identity.name} (you): change the name`),
      type: 'button',
    });
    own.textContent = initials(identity.name);
    own.addEventListener('click', () => this.askName());
    const shown = others.slice(0, MAX_SHOWN).map(({ name, color }) => html('span', avatar(color, name), initials(name)));
    const rest = others.length - shown.length;
    const more = rest > 0 ? [html('span', avatar('stone', `${rest} more`), `+${rest}`)] : [];
    this.list.replaceChildren(...[own, ...shown, ...more].map((each) => html('li', {}, each)));
  }

  private askName(): void {
    byId<HTMLInputElement>('own-name').value = this.app.identity.name;
    this.dialog.showModal();
  }
}

function avatar(color: Fill, title: string) {
  return { class: 'avatar', style: `--who: ${paint(color)}`, title, 'aria-label': title };
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== '');
  return words
    .slice(0, 2)
    .map((word) => [...word][0])
    .join('')
    .toUpperCase();
}
