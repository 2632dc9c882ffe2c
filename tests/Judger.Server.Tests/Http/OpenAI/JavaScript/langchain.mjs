// What applications do with LangChain. node langchain.mjs NAME BASE_URL KEY IMAGE IMAGE.
import assert from 'node:assert/strict';
import { AIMessage, HumanMessage, SystemMessage } from '@langchain/core/messages';
import { ChatOpenAI } from '@langchain/openai';
import { z } from 'zod';

const [name, baseURL, apiKey, ...images] = process.argv.slice(2);
const chat = (more = {}) => new ChatOpenAI({ model: 'simulated', apiKey, maxRetries: 0, configuration: { baseURL }, ...more });
const user = (text, ...shown) => new HumanMessage({ content: [{ type: 'text', text }, ...shown.map(data => ({ type: 'image_url', image_url: { url: `data:image/png;base64,${data}` } }))] });
const sign = z.object({
  color: z.enum(['red', 'green', 'blue']), count: z.number().int().min(0).max(9), isRound: z.boolean(), kind: z.enum(['a', 'b']), at: z.object({ side: z.enum(['left', 'right']) }),
});

const scenarios = {
  async conversation() {
    const messages = [new SystemMessage('Be brief.'), user('What is it?', images[0])];
    for (let turn = 0; turn < 3; turn++) {
      const answer = await chat().invoke(messages);
      assert.ok(answer.content.length > 0);
      messages.push(new AIMessage(answer.content), user('And beside it?', ...(turn === 0 ? images.slice(1) : [])));
    }
  },

  async stream() {
    let text = '';
    for await (const chunk of await chat().stream([user('What is it?', ...images)])) text += chunk.content;
    assert.ok(text.length > 0);
  },

  async structured() {
    const answer = await chat().withStructuredOutput(sign, { method: 'jsonSchema', strict: true }).invoke([user('What is it?', images[0])]);
    assert.deepEqual(sign.parse(answer), answer);
  },

  async jsonMode() {
    const answer = await chat({ maxTokens: 400 }).withStructuredOutput(z.looseObject({}), { method: 'jsonMode' }).invoke([user('What is it, in JSON?', images[0])]);
    assert.equal(typeof answer, 'object');
  },

  async responses() {
    const answer = await chat({ useResponsesApi: true }).invoke([new SystemMessage('Be brief.'), user('What is it?', images[0])]);
    assert.ok(answer.text.length > 0);
  },
};

await scenarios[name]();
console.log(`passed: ${name}`);
