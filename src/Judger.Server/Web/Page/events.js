/**
 * Server-sent events out of a response's body. EventSource can send neither a POST nor a key.
 * @param {ReadableStream<Uint8Array>} body
 * @yields {{type: string, data: string, id: string}}
 */
export async function* read(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '', event = fresh('');
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const lines = (rest + value).split('\n');
      rest = lines.pop();
      for (const line of lines.map(text => text.replace(/\r$/, ''))) {
        if (line !== '') {
          take(event, line);
          continue;
        }

        if (event.data.length > 0) yield { type: event.type, data: event.data.join('\n'), id: event.id };
        event = fresh(event.id);
      }
    }
  } finally {
    reader.cancel().catch(() => { });
  }
}

const fresh = id => ({ type: 'message', data: [], id });

function take(event, line) {
  const [, field, value] = /^([^:]*):? ?(.*)$/s.exec(line);
  if (field === 'data') event.data.push(value);
  else if (field === 'event') event.type = value;
  else if (field === 'id') event.id = value;
}
