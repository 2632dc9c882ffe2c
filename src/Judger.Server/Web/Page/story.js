import { agree } from './format.js';

const LongestInLine = 60;

/** Who judges, as "judged by" is followed by. */
export const nameOf = expert => ({ self: 'the model itself', reference: 'the known answer' })[expert] ?? expert;

/** What a verdict says, by who gave it. */
const Verdicts = {
  self: { wrong: 'The model judged that wrong', right: 'The model judged it right.', nowRight: 'It judged the correction right.' },
  reference: { wrong: 'That differs from the known answer', right: 'It agrees with the known answer.', nowRight: 'The correction agrees with it.' },
};

const verdicts = expert => Verdicts[expert] ?? {
  wrong: `The expert ${expert} judged that wrong`,
  right: `The expert ${expert} judged it right.`,
  nowRight: 'It judged the correction right.',
};

/**
 * How an answer came about.
 * @param {object} record a question that has an answer
 * @returns {{before: {text: string, isWrong: boolean}[], text: string}} before: the answers that this one took the place of, each with whether it was
 * judged wrong; text: the story in words
 */
export function storyOf(record) {
  const answers = answersOf(record.stages), final = record.answer;
  if (answers.length === 0) return { before: [], text: '' };
  const say = verdicts(record.options?.expert ?? 'self');
  const before = distinct(answers).filter(({ text }) => !agree(text, final));
  const hasLooked = answers.some(({ stage }) => stage === 'refine');
  const wasDoubted = answers.some(({ verdict }) => verdict === 'incorrect');
  const isAgreed = answers.at(-1).verdict === 'correct';
  const sentences = [];
  if (before.length === 0) {
    sentences.push(
      hasLooked ? 'The first answer held after a closer look.'
      : record.images?.length === 0 ? 'This is the first answer.'
      : 'This is the first answer, from the whole image.');
    if (wasDoubted) sentences.push(`${say.wrong}, but it gave no other answer.`);
  } else {
    const [first, ...later] = before;
    sentences.push(`The model said ${quoted(first.text)} at first${later.map(({ text }) => `, then ${quoted(text)}`).join('')}.`);
    if (before.at(-1).isWrong) sentences.push(`${say.wrong}, and the model corrected it.`);
    else if (hasLooked) sentences.push('After a closer look it changed its answer.');
    if (wasDoubted && !before.some(({ isWrong }) => isWrong)) sentences.push(`${say.wrong}, but it gave no other answer.`);
  }

  if (isAgreed) sentences.push(before.at(-1)?.isWrong ? say.nowRight : say.right);
  return { before, text: sentences.join(' ') };
}

// Each answer with the last verdict on it.
function answersOf(stages) {
  const answers = [];
  for (const { stage, answer, judgment } of stages) {
    if (answer !== undefined) answers.push({ stage, text: answer.text, isWrong: false });
    if (judgment === undefined || answers.length === 0) continue;
    const last = answers.at(-1);
    last.verdict = judgment.verdict;
    last.isWrong = judgment.verdict === 'incorrect';
  }

  return answers;
}

// An answer that was given again is one answer. It was judged wrong where one of the two was.
function distinct(answers) {
  const runs = [];
  for (const { text, isWrong } of answers) {
    if (runs.length > 0 && agree(runs.at(-1).text, text)) runs.at(-1).isWrong ||= isWrong;
    else runs.push({ text, isWrong });
  }

  return runs;
}

const quoted = text => `“${inLine(text)}”`;

/** An answer within a line of text. */
export const inLine = text => text.length > LongestInLine ? `${text.slice(0, LongestInLine).trimEnd()}…` : text || '(an empty answer)';
