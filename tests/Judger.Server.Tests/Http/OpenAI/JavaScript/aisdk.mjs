// What applications do with Vercel's AI SDK, whose OpenAI provider speaks the Responses API. node aisdk.mjs NAME BASE_URL KEY IMAGE IMAGE.
import assert from 'node:assert/strict';
import { createOpenAI } from '@ai-sdk/openai';
import { APICallError, generateObject, generateText, streamText } from 'ai';
import { z } from 'zod';

const [name, baseURL, apiKey, ...images] = process.argv.slice(2);
const openai = createOpenAI({ baseURL, apiKey });
const user = (text, ...shown) => ({ role: 'user', content: [{ type: 'text', text }, ...shown.map(data => ({ type: 'image', image: Buffer.from(data, 'base64'), mediaType: 'image/png' }))] });
const sign = z.object({
  color: z.enum(['red', 'green', 'blue']), count: z.number().int().min(0).max(9), isRound: z.boolean(), kind: z.enum(['a', 'b']), at: z.object({ side: z.enum(['left', 'right']) }),
});

const scenarios = {
  async generateText() {
    const { text, usage, finishReason } = await generateText({ model: openai('simulated'), system: 'Be brief.', messages: [user('What is it?', images[0])], maxRetries: 0 });
    assert.ok(text.length > 0);
    assert.ok(['stop', 'length'].includes(finishReason));
    assert.ok(usage.totalTokens > 0);
  },

  async conversation() {
    const messages = [user('What is it?', images[0])];
    for (const question of ['And beside it?', 'Which is larger?', null]) {
      const { text, response } = await generateText({ model: openai('simulated'), messages, maxRetries: 0 });
      assert.ok(text.length > 0);
      messages.push(...response.messages);
      if (question) messages.push(user(question));
    }
    assert.equal(messages.length, 6);
  },

  async streamText() {
    let text = '';
    const result = streamText({ model: openai('simulated'), messages: [user('What is it?', ...images)], maxRetries: 0, onError: ({ error }) => { throw error; } });
    for await (const piece of result.textStream) text += piece;
    assert.ok(text.length > 0);
    assert.equal(text, await result.text);
  },

  async generateObject() {
    for (const model of [openai('simulated'), openai.chat('simulated')]) {
      const { object } = await generateObject({ model, schema: sign, messages: [user('What is it?', images[0])], maxRetries: 0 });
      assert.deepEqual(sign.parse(object), object);
    }
  },

  async errors() {
    await assert.rejects(
      generateText({ model: openai('gpt-4.1'), messages: [user('What is it?', images[0])], maxRetries: 0 }), error => error instanceof APICallError && error.statusCode === 404);
  },
};

await scenarios[name]();
console.log(`passed: ${name}`);
