const SVG = 'http://www.w3.org/2000/svg';

type Attributes = Record<string, string | number | boolean | undefined>;

/** The element of the page with that id. */
export function byId<E extends Element = HTMLElement>(id: string): E {
  const element = document.getElementById(id);
  if (element === null) {
    throw new Error(`no element: id=${id}`);
  }
  return element as unknown as E;
}

export function html<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  return fill(document.createElement(name), attributes, children);
}

export function svg<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): SVGElementTagNameMap[K] {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

export function set(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) {
      element.removeAttribute(name);
    } else if (element.getAttribute(name) !== String(value)) {
      element.setAttribute(name, String(value));
    }
  }
}

/** Makes the children of an element these, and touches only what is not in its place. */
export function arrange(parent: Element, children: readonly Element[]): void {
  let next = parent.firstElementChild;
  for (const child of children) {
    if (child === next) {
      next = next.nextElementSibling;
    } else {
      parent.insertBefore(child, next);
    }
  }
  while (next !== null) {
    const rest: Element | null = next.nextElementSibling;
    next.remove();
    next = rest;
  }
}

/** Calls at most once a frame. */
export function onceAFrame(task: () => void): () => void {
  let isPlanned = false;
  return () => {
    if (!isPlanned) {
      isPlanned = true;
      requestAnimationFrame(() => {
        isPlanned = false;
        task();
      });
    }
  };
}

function fill<E extends Element>(element: E, attributes: Attributes, children: (Node | string)[]): E {
  set(element, attributes);
  element.append(...children);
  return element;
}
