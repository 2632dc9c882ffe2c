/** The element of this page with an id. */
export const byId = id => document.getElementById(id);

/**
 * A new element. Children that are not elements become text, whatever they hold; null and false are left out.
 * @param {string} tag its name, with a class after a dot
 * @param {object|null} properties properties of the element; aria-* and data-* are attributes
 */
export function element(tag, properties, ...children) {
  const [name, ...classes] = tag.split('.');
  const made = document.createElement(name);
  if (classes.length > 0) made.className = classes.join(' ');
  for (const [key, value] of Object.entries(properties ?? {})) {
    if (key.includes('-') || key === 'role') made.setAttribute(key, value);
    else made[key] = value;
  }

  return fill(made, ...children);
}

/** Gives an element other children; null and false are left out. */
export function fill(parent, ...children) {
  parent.replaceChildren(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
  return parent;
}

/** Says something to those who cannot see it arrive. */
export function announce(text) {
  byId('live').textContent = text;
}
