const Name = 'question';

/** The id of the question that the page's address leads to, or null. */
export const current = () => new URLSearchParams(location.search).get(Name);

/** The address that leads to a question. */
export const linkTo = id => `${location.origin}/?${new URLSearchParams({ [Name]: id })}`;

/** Has the page's address lead to a question; null for none. */
export function show(id) {
  if (current() !== id) history.pushState(null, '', id === null ? '/' : linkTo(id));
}

/** @param {(id: ?string) => void} act called when somebody goes back or forward, also within the same question */
export const onMove = act => window.addEventListener('popstate', () => act(current()));
