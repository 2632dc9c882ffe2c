/** Times and shares as people read them. */
export const time = ms => ms === undefined || ms === null ? ''
  : ms < 0.05 ? '0 ms'
  : ms < 9.95 ? `${ms.toFixed(1)} ms`
  : ms < 999.5 ? `${Math.round(ms)} ms`
  : `${(ms / 1000).toFixed(ms < 9950 ? 2 : 1)} s`;

export const percent = share => `${Math.round(share * 100)} %`;

/** How likely the model held its tokens, on the geometric mean; null where it is not known. */
export const certainty = answer => Number.isFinite(answer.mean_log_probability) ? Math.exp(answer.mean_log_probability) : null;

export const count = number => number === undefined ? '' : number.toLocaleString('en');

export const seconds = number => `${number} ${number === 1 ? 'second' : 'seconds'}`;

const clock = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

export const moment = at => clock.format(new Date(at));

const plain = text => text.trim().toLowerCase().replace(/[.!]+$/, '');

/** True when two short answers say the same. */
export const agree = (one, other) => plain(one) === plain(other);
