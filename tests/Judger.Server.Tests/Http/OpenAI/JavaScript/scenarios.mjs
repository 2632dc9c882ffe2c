// What applications do with OpenAI's client for JavaScript. node scenarios.mjs NAME BASE_URL KEY IMAGE IMAGE; an image is base 64 of a PNG.
import assert from 'node:assert/strict';
import OpenAI from 'openai';

const [name, baseURL, apiKey, ...images] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 });
const image = data => ({ type: 'image_url', image_url: { url: `data:image/png;base64,${data}`, detail: 'high' } });
const ask = (more = {}, shown = images.slice(0, 1)) => ({
  model: 'simulated',
  messages: [{ role: 'user', content: [{ type: 'text', text: 'What is it?' }, ...shown.map(image)] }],
  ...more,
});

const scenarios = {
  async image() {
    const completion = await client.chat.completions.create(ask({ max_tokens: 5, temperature: 0 }));
    assert.ok(completion.choices[0].message.content.length > 0);
    assert.equal(completion.choices[0].message.role, 'assistant');
    assert.ok(['stop', 'length'].includes(completion.choices[0].finish_reason));
    assert.equal(completion.usage.total_tokens, completion.usage.prompt_tokens + completion.usage.completion_tokens);
    assert.equal(completion.judger.answer, completion.choices[0].message.content);
    assert.equal(completion.judger.stages.find(entry => entry.stage === 'locate').region.box.length, 4);
  },

  async twoImages() {
    const one = await client.chat.completions.create(ask({}, images));
    assert.equal(one.judger.images.length, 2);
    assert.ok(one.choices[0].message.content.length > 0);
  },

  async streaming() {
    const stages = [];
    let text = '', finish, usage;
    const stream = await client.chat.completions.create(ask({ stream: true, stream_options: { include_usage: true }, judger: { stages: true } }));
    for await (const chunk of stream) {
      if (chunk.judger?.stage && chunk.judger.finished) stages.push(chunk.judger.stage);
      text += chunk.choices[0]?.delta?.content ?? '';
      finish = chunk.choices[0]?.finish_reason ?? finish;
      usage = chunk.usage ?? usage;
    }
    assert.deepEqual(stages.slice(0, 3), ['baseline', 'locate', 'refine']);
    assert.ok(text.length > 0);
    assert.ok(['stop', 'length'].includes(finish));
    assert.ok(usage.completion_tokens > 0);
  },

  // The loop that every tutorial has: each chunk has a choice.
  async plainStream() {
    let text = '';
    for await (const chunk of await client.chat.completions.create(ask({ stream: true }))) text += chunk.choices[0].delta.content ?? '';
    assert.ok(text.length > 0);
  },

  async requestId() {
    const completion = await client.chat.completions.create(ask());
    assert.match(completion._request_id, /^req_/);
  },

  async streamHelper() {
    const stream = client.chat.completions.stream(ask());
    assert.ok((await stream.finalContent()).length > 0);
    assert.equal((await stream.finalChatCompletion()).choices[0].message.role, 'assistant');
  },

  async logprobs() {
    const completion = await client.chat.completions.create(ask({ logprobs: true, max_completion_tokens: 3 }));
    const tokens = completion.choices[0].logprobs.content;
    assert.equal(tokens.length, 3);
    assert.ok(tokens.every(token => token.logprob <= 0 && Buffer.from(token.bytes).toString() === token.token));
    assert.equal(completion.choices[0].finish_reason, 'length');
  },

  async json() {
    const completion = await client.chat.completions.create(ask({ response_format: { type: 'json_object' } }));
    assert.equal(completion.choices[0].message.content, completion.judger.answer);
    assert.equal(typeof JSON.parse(completion.choices[0].message.content), 'object');
  },

  async models() {
    const names = [];
    for await (const model of client.models.list()) names.push(model.id);
    assert.deepEqual(names, ['simulated']);
    assert.equal((await client.models.retrieve('simulated')).id, 'simulated');
  },

  async errors() {
    await assert.rejects(client.chat.completions.create(ask({ n: 3 })), error => error instanceof OpenAI.BadRequestError && error.param === 'n' && error.code === 'unsupported_parameter');
    await assert.rejects(client.chat.completions.create(ask({ model: 'gpt-5' })), error => error instanceof OpenAI.NotFoundError && error.code === 'model_not_found');
    await assert.rejects(client.chat.completions.create(ask({ messages: [{ role: 'assistant', content: 'Hello' }] })), error => error instanceof OpenAI.BadRequestError && error.code === 'invalid_value');
    await assert.rejects(client.chat.completions.create(ask({}, ['AAAA'])), error => error instanceof OpenAI.BadRequestError && error.code === 'image_rejected');
    const stranger = new OpenAI({ baseURL, apiKey: 'wrong', maxRetries: 0 });
    await assert.rejects(stranger.chat.completions.create(ask()), error => error instanceof OpenAI.AuthenticationError && error.code === 'invalid_api_key');
  },

  // The server is slow in these two.
  async cancellation() {
    const controller = new AbortController();
    const stream = await client.chat.completions.create(ask({ stream: true, judger: { stages: true } }), { signal: controller.signal });
    let chunks = 0;
    for await (const _ of stream) {
      if (++chunks === 2) controller.abort();
    }
    assert.equal(chunks, 2);
  },

  async timeout() {
    await assert.rejects(client.chat.completions.create(ask(), { timeout: 300 }), error => error instanceof OpenAI.APIConnectionTimeoutError);
  },
};

await scenarios[name]();
console.log(`passed: ${name}`);
