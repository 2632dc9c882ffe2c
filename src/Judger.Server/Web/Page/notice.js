import { announce, byId, element, fill } from './dom.js';
import { seconds } from './format.js';

const place = byId('notice');

/** Takes the notice away. */
export function clear() {
  place.hidden = true;
  place.replaceChildren();
}

/** Tells something that is no error. */
export function tell(text) {
  show('status', element('p', null, text));
  announce(text);
}

/**
 * Tells an error with its remedy.
 * @param {{title: string, detail: string, code: string}} problem
 * @param {{label: string, act: Function}} [action] what can be done about it here
 */
export function fail(problem, action) {
  show(
    'alert',
    element('h3', null, problem.title),
    element('p', null, problem.detail),
    Boolean(problem.code) && element('p.code', null, problem.code),
    action !== undefined && button(action.label, action.act));
}

/**
 * Tells that the server wants some patience, and counts down; returns when the time is over or somebody cannot wait.
 * @param {{title: string, detail: string, retryAfter: number}} problem what it said, and for how many seconds
 * @param {AbortSignal} signal ends the wait
 * @param {() => void} cancel called when nothing is to be waited for
 */
export function countdown(problem, signal, cancel) {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const until = performance.now() + problem.retryAfter * 1000;
    const left = element('strong', { 'aria-hidden': 'true' });
    show(
      'status',
      element('h3', null, problem.title),
      element('p', null, problem.detail),
      element('p', null, 'Asking again in ', left, '.'),
      element('div.actions', null, button('Ask now', () => end(resolve)), button('Cancel', cancel)));
    announce(`${problem.title}. Asking again in ${seconds(problem.retryAfter)}.`);
    const stop = () => end(() => reject(signal.reason));
    const timer = setInterval(tick, 200);
    signal.addEventListener('abort', stop, { once: true });
    tick();

    function tick() {
      const now = Math.ceil((until - performance.now()) / 1000);
      if (now <= 0) end(resolve);
      else left.textContent = seconds(now);
    }

    function end(how) {
      clearInterval(timer);
      signal.removeEventListener('abort', stop);
      clear();
      how();
    }
  });
}

function show(role, ...parts) {
  place.className = `notice ${role}`;
  place.setAttribute('role', role);
  place.hidden = false;
  fill(place, ...parts);

  // A smooth scroll to something else that is on its way would go on, away from what is in sight now.
  scrollTo({ top: scrollY, behavior: 'instant' });
  place.scrollIntoView({ block: 'nearest' });
}

const button = (label, act) => {
  const made = element('button', { type: 'button' }, label);
  made.addEventListener('click', act);
  return made;
};
