import { element, fill } from './dom.js';
import { count, time } from './format.js';
import { title } from './stages.js';

// A question that was taken up later: a pause longer than all the work would leave no room for the work.
const ShownPause = 0.05;

/**
 * When each stage ran, and what of its time was the queue's and the device's.
 * @param {HTMLElement} place
 * @param {object[]} entries the log
 */
export function show(place, entries) {
  const rows = laidOut(entries.filter(entry => entry.skipped === undefined));
  place.hidden = rows.length === 0;
  if (rows.length === 0) return;
  const end = Math.max(...rows.map(row => row.start + row.entry.ms), 1e-3);
  const all = sum(rows.map(({ entry }) => entry.work ?? {}));
  fill(place,
    element('div.head', null,
      element('h3', null, 'Timeline'),
      element('p.total', null, [`${time(end)} in all`, tokens(all)].filter(Boolean).join(' · '))),
    element('ol', null, rows.map(row => line(row, end))),
    element('p.legend', { 'aria-hidden': 'true' },
      [['queue', 'waiting in the queue'], ['device', 'on the device'], ['rest', 'the rest']].map(([kind, words]) =>
        element('span', null, element(`i.${kind}`), words))));
}

// Where each stage begins, in milliseconds from the first one, with long pauses cut.
function laidOut(entries) {
  const work = entries.reduce((all, entry) => all + entry.ms, 0);
  const rows = [];
  let reached = null, cut = 0;
  for (const entry of entries) {
    const began = Date.parse(entry.began);
    reached ??= began;
    const origin = rows[0] === undefined ? began : Date.parse(rows[0].entry.began);
    const pause = began - reached;
    if (pause > Math.max(work, 2000)) cut += pause - work * ShownPause;
    rows.push({ entry, start: Math.max(0, began - origin - cut), pause: pause > Math.max(work, 2000) ? pause : 0 });
    reached = Math.max(reached, began + entry.ms);
  }

  return rows;
}

function line({ entry, start, pause }, end) {
  const { queue_ms: queue = 0, device_ms: device = 0 } = entry.work ?? {};
  const share = part => `${100 * part / end}%`;
  const bar = element(`span.bar-of.${entry.stage}`, null,
    [['queue', queue], ['device', device]].filter(([, part]) => part > 0).map(([kind, part]) => {
      const piece = element(`i.${kind}`, null);
      piece.style.width = `${Math.min(100, 100 * part / Math.max(entry.ms, queue + device, 1e-3))}%`;
      return piece;
    }));
  Object.assign(bar.style, { left: `min(${share(start)}, 100% - 3px)`, width: share(entry.ms) });
  return element('li', null,
    element('span.name', null, (entry.round ?? 0) > 1 ? `${title(entry.stage)} ${entry.round}` : title(entry.stage)),
    element('span.track', { 'aria-hidden': 'true' }, bar),
    element('span.took', null, time(entry.ms)),
    element('span.figures', null, [
      pause > 0 && `after a pause of ${time(pause)}`,
      `from ${time(start)}`,
      entry.work && `queue ${time(queue)}`,
      entry.work && `device ${time(device)}`,
      tokens(entry.work ?? {}),
      entry.judgment?.spending && `expert: ${count(entry.judgment.spending.input_tokens)} tokens read, ${count(entry.judgment.spending.output_tokens)} written`,
    ].filter(Boolean).join(' · ')));
}

function tokens({ tokens_prefilled: read = 0, tokens_reused: reused = 0, tokens_generated: written = 0 }) {
  if (read + reused + written === 0) return '';
  return [`${count(read)} tokens read`, reused > 0 && `${count(reused)} reused`, written > 0 && `${count(written)} written`].filter(Boolean).join(', ');
}

const sum = works => Object.fromEntries(['tokens_prefilled', 'tokens_reused', 'tokens_generated'].map(name =>
  [name, works.reduce((all, work) => all + (work[name] ?? 0), 0)]));
