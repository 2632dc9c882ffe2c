// The server's defaults (AskOptions): an option that has its default is left out.
const Defaults = {
  policy: 'when_uncertain', look: 'auto', max_rounds: 2, budget_seconds: 120, uncertain_below: -0.35, compatible_crop: false, final_choice: false,
};

/** The options that a question was asked with, without those that have their defaults. @param {object} options those of a record */
export function chosen({ expert, expert_is_default, reference_answer, ...others }) {
  const own = expert_is_default ? {} : { expert };
  if (expert === 'reference') own.reference_answer = reference_answer;
  for (const [name, value] of Object.entries(others)) if (value !== Defaults[name] && value !== null) own[name] = value;
  return own;
}

/**
 * How a question is asked by programs, each as text.
 * @param {object} asked
 * @param {string} asked.origin the server
 * @param {string} asked.question
 * @param {string[]} asked.files names of the image files, in the order in which the model sees them
 * @param {number} asked.attended the index of the image that is looked at more closely
 * @param {object} asked.options see chosen
 * @param {string} asked.model the model that answers
 * @param {boolean} asked.needsKey true where the API wants a key; none of the texts holds it
 */
export const Languages = {
  curl: ({ origin, question, files, attended, options, needsKey }) => {
    const key = needsKey ? ' -H "Authorization: Bearer $JUDGER_KEY"' : '';
    const [file, ...others] = files;

    // A form has one file. The other images are sent before, and named by their digests.
    const sums = others.map((_, index) => `IMAGE${index + 2}`);
    const puts = others.map((name, index) =>
      `${sums[index]}=$(sha256sum ${shell(name)} | cut -c1-64)\ncurl ${shell(`${origin}/v1/images/`)}$${sums[index]}${key} -T ${shell(name)}\n`);
    const all = { ...options, attended: attended || undefined };
    const named = `"other_images":[${sums.map(name => `{"digest":"'$${name}'"}`).join(',')}]`;
    const json = JSON.stringify(all).replaceAll("'", "'\\''");
    const members = [json.slice(1, -1), others.length > 0 ? named : ''].filter(Boolean).join(',');
    return [
      ...puts,
      `curl ${shell(`${origin}/v1/questions`)}${key} \\\n`,
      `  --form-string question=${shell(question)} \\\n`,
      members === '' ? '' : `  --form-string options='{${members}}' \\\n`,
      `  -F image=@${shell(part(file))}\n`,
    ].join('');
  },

  Python: ({ origin, question, files, attended, options, model, needsKey }) => {
    // A chat has defaults of its own: answers in free form, and of several images the last one is looked at.
    const { model: chosenModel, sampling, ...judger } = { answer: 'short', ...options, attended: files.length > 1 ? attended : undefined };
    const body = Object.entries(judger).filter(([, value]) => value !== undefined);
    return [
      '# pip install openai\nimport base64\n',
      needsKey ? 'import os\n' : '',
      '\nfrom openai import OpenAI\n\n\n',
      'def image(file):\n',
      '    data = base64.b64encode(open(file, "rb").read()).decode()\n',
      '    return {"type": "image_url", "image_url": {"url": f"data:image/*;base64,{data}"}}\n\n\n',
      `client = OpenAI(base_url=${text(`${origin}/v1`)}, api_key=${needsKey ? 'os.environ["JUDGER_KEY"]' : '"none"'})\n`,
      'completion = client.chat.completions.create(\n',
      `    model=${text(chosenModel ?? model)},\n`,
      ...Object.entries(samplingOf(sampling)).map(([name, value]) => `    ${name}=${python(value)},\n`),
      '    messages=[{"role": "user", "content": [\n',
      `        {"type": "text", "text": ${text(question)}},\n`,
      ...files.map(name => `        image(${text(name)}),\n`),
      '    ]}],\n',
      `    extra_body={"judger": ${python(Object.fromEntries(body))}},\n`,
      ')\nprint(completion.choices[0].message.content)\n',
    ].join('');
  },

  'C#': ({ origin, question, files, attended, options, needsKey }) => {
    const set = Object.entries(options).map(([name, value]) => member(name, value));
    return [
      '// dotnet add package Judger.Client\nusing Judger;\nusing Judger.Client;\nusing Microsoft.Extensions.DependencyInjection;\n\n',
      'var services = new ServiceCollection();\nservices.AddJudgerClient(options =>\n{\n',
      `    options.Endpoint = new(${text(origin)});\n`,
      needsKey ? '    options.ApiKey = Environment.GetEnvironmentVariable("JUDGER_KEY");\n' : '',
      '});\nawait using var provider = services.BuildServiceProvider();\nvar judger = provider.GetRequiredService<IJudgerClient>();\n\n',
      'var record = await judger.AskAsync(new AskRequest\n{\n',
      '    Images =\n    [\n',
      ...files.map(name => `        await judger.PutImageAsync(await File.ReadAllBytesAsync(${text(name)})),\n`),
      '    ],\n',
      attended > 0 ? `    Attended = ${attended},\n` : '',
      `    Question = ${text(question)},\n`,
      set.length > 0 ? `    Options = new()\n    {\n${set.map(option => `        ${option},\n`).join('')}    },\n` : '',
      '});\nConsole.WriteLine($"{record.Answer} ({record.AnsweredBy})");\n',
    ].join('');
  },
};

const shell = value => /^[\w.:/@-]+$/.test(value) && !value.startsWith('-') ? value : `'${value.replaceAll("'", "'\\''")}'`;

// Of a form's value, curl takes what follows a comma or a semicolon for something else.
const part = file => /[,;"]/.test(file) ? `"${file.replace(/["\\]/g, '\\$&')}"` : file;

// JSON's strings are Python's and C#'s, but for line ends that C# does not allow in them.
const text = value => JSON.stringify(value).replace(/[\u007f-\u009f\u2028\u2029]/g, letter => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);

const python = value => value === true ? 'True' : value === false ? 'False' : value === null ? 'None'
  : Array.isArray(value) ? `[${value.map(python).join(', ')}]`
  : typeof value === 'object' ? `{${Object.entries(value).map(([name, held]) => `${text(name)}: ${python(held)}`).join(', ')}}`
  : typeof value === 'string' ? text(value) : `${value}`;

const pascal = name => name.split('_').map(part => part.charAt(0).toUpperCase() + part.slice(1)).join('');

// How answers are written has names of its own in OpenAI's API.
function samplingOf({ schema, strict, token_probabilities, ...others } = {}) {
  const format = schema && { type: 'json_schema', json_schema: { name: 'answer', schema, ...(strict ? { strict } : {}) } };
  return { ...others, ...(token_probabilities ? { logprobs: true } : {}), ...(format ? { response_format: format } : {}) };
}

/** An option as a member of AskOptions. */
function member(name, value) {
  if (name === 'policy') return `Policy = JudgmentPolicy.${pascal(value)}`;
  if (name === 'look') return `Look = LookPolicy.${pascal(value)}`;
  if (name === 'budget_seconds') return `Budget = TimeSpan.FromSeconds(${value})`;
  if (name === 'crop') return `Crop = new(${value.join(', ')})`;
  if (name === 'answer') return `Form = AnswerForm.${pascal(value)}`;
  if (name === 'sampling') return `Answer = new() { ${written(value).join(', ')} }`;
  return `${pascal(name)} = ${csharp(value)}`;
}

function written({ schema, strict = false, ...others }) {
  const set = Object.entries(others).map(([name, value]) => `${pascal(name)} = ${csharp(value)}`);
  return schema === undefined ? set : [...set, `Schema = new(${text(JSON.stringify(schema))}, ${strict})`];
}

const csharp = value => Array.isArray(value) ? `[${value.map(csharp).join(', ')}]` : typeof value === 'string' ? text(value) : `${value}`;
