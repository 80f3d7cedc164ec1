// The fields of POST /agents: one description for the form, for the configuration of an agent and for
// the check before sending. It has the form of an OpenAPI schema's properties, with a group and a
// control, so that it can be generated once the manager offers its description.

const LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'pt', 'pt-BR', 'nl', 'pl', 'ja', 'ko', 'zh'];

function zones() {
  try {
    return Intl.supportedValuesOf('timeZone');
  } catch {
    return [];
  }
}

/** Groups in the order of the form; all but the first are closed. */
export const GROUPS = ['basic', 'behaviour', 'model', 'voice', 'tools'];

export const FIELDS = [
  { name: 'name', group: 'basic', type: 'string', required: true, maxLength: 100 },
  { name: 'meeting_url', group: 'basic', type: 'url', required: true, maxLength: 2048, placeholder: 'https://meet.google.com/abc-defg-hij' },
  { name: 'passcode', group: 'basic', type: 'secret', default: null, maxLength: 200 },
  { name: 'conversation_mode', group: 'basic', type: 'choice', default: 'conversational', options: ['conversational', 'analyst'] },
  { name: 'analysis', group: 'basic', type: 'boolean', default: false },
  { name: 'auto_join', group: 'basic', type: 'boolean', default: true },

  { name: 'prompt_style', group: 'behaviour', type: 'choice', default: 'mpc', options: ['mpc', 'dyadic'] },
  { name: 'personality_prompt', group: 'behaviour', type: 'text', default: null, rows: 3 },
  { name: 'custom_prompt', group: 'behaviour', type: 'text', default: null, rows: 4 },
  { name: 'name_trigger', group: 'behaviour', type: 'boolean', default: false },
  { name: 'name_aliases', group: 'behaviour', type: 'list', default: [], placeholder: 'Jo, Joe' },
  { name: 'follow_up_seconds', group: 'behaviour', type: 'number', default: 20, min: 0, max: 300 },
  { name: 'chat', group: 'behaviour', type: 'boolean', default: false },
  { name: 'language', group: 'behaviour', type: 'string', default: 'en', list: LANGUAGES, maxLength: 20 },
  { name: 'timezone', group: 'behaviour', type: 'string', default: null, list: zones(), maxLength: 64 },

  { name: 'llm_provider', group: 'model', type: 'choice', default: 'openai', options: ['openai', 'anthropic', 'google', 'ollama', 'azure_openai'] },
  { name: 'llm_model', group: 'model', type: 'string', default: 'gpt-4o', maxLength: 200 },
  { name: 'env_vars', group: 'model', type: 'json', default: {}, rows: 3, placeholder: '{"OPENAI_API_KEY": "sk-…"}' },

  { name: 'tts_provider', group: 'voice', type: 'choice', default: 'kokoro', options: ['kokoro', 'elevenlabs', 'deepgram', 'google', 'resemble'] },
  { name: 'stt_provider', group: 'voice', type: 'choice', default: 'whisper', options: ['whisper', 'deepgram', 'google'] },
  { name: 'utterance_tail_seconds', group: 'voice', type: 'number', default: null, min: 0.1, max: 5 },
  { name: 'no_speech_event_delay', group: 'voice', type: 'number', default: null, min: 0.1, max: 2 },
  { name: 'max_stt_tasks', group: 'voice', type: 'number', default: null, min: 1, max: 20, step: 1 },
  { name: 'window_queue_size', group: 'voice', type: 'number', default: null, min: 10, max: 1000, step: 1 },
  { name: 'tts_args', group: 'voice', type: 'json', default: {} },
  { name: 'stt_args', group: 'voice', type: 'json', default: {} },
  { name: 'vad_args', group: 'voice', type: 'json', default: {} },

  { name: 'mcp_servers', group: 'tools', type: 'json', default: {}, rows: 5, placeholder: '{"wiki": {"url": "https://wiki.example.com/mcp"}}' },
];

/** Ready-made values for common agents. */
export const TEMPLATES = {
  assistant: { conversation_mode: 'conversational', prompt_style: 'mpc', analysis: true, name_trigger: false },
  notes: { conversation_mode: 'analyst', analysis: true },
  oneToOne: { conversation_mode: 'conversational', prompt_style: 'dyadic', analysis: false },
  quiet: { conversation_mode: 'conversational', prompt_style: 'mpc', name_trigger: true, analysis: true },
};

/** Returns the value of a field as its control shows it. */
export function toControl(field, value) {
  const shown = value === undefined ? field.default : value;
  if (field.type === 'boolean') return shown === true;
  if (shown === null || shown === undefined) return '';
  if (field.type === 'list') return shown.join(', ');
  if (field.type === 'json') return Object.keys(shown).length ? JSON.stringify(shown, null, 2) : '';
  return String(shown);
}

/**
 * Returns the value to send for the content of a control, or `undefined` for an empty one.
 *
 * @throws SyntaxError if the content is not JSON
 */
export function fromControl(field, content) {
  if (field.type === 'boolean') return content;
  const text = content.trim();
  if (text === '') return undefined;
  if (field.type === 'number') return Number(text.replace(',', '.'));
  if (field.type === 'list') return text.split(',').map((part) => part.trim()).filter(Boolean);
  if (field.type === 'json') return JSON.parse(text);
  return text;
}

/** Returns the key of the text that describes the error of a control, and its values; null if valid. */
export function check(field, content) {
  let value;
  try {
    value = fromControl(field, content);
  } catch {
    return ['check.json', {}];
  }
  if (value === undefined) return field.required ? ['check.required', {}] : null;
  if (field.type === 'number' && Number.isNaN(value)) return ['check.number', {}];
  if (field.type === 'number' && (value < field.min || value > field.max)) return ['check.range', { min: field.min, max: field.max }];
  if (field.type === 'url' && !/^https?:\/\/[^\s/]+/i.test(value)) return ['check.url', {}];
  if (field.type === 'json' && (typeof value !== 'object' || value === null || Array.isArray(value))) return ['check.json', {}];
  return null;
}

/** Returns the body of POST /agents: the fields whose controls differ from the default. */
export function toBody(values) {
  const body = {};
  for (const field of FIELDS) {
    const value = fromControl(field, values[field.name]);
    const same = JSON.stringify(value ?? null) === JSON.stringify(field.default ?? null);
    if (value !== undefined && !same) body[field.name] = value;
  }
  return body;
}

/** Returns the controls of an agent's configuration; values that the API masks are left out. */
export function toValues(config = {}) {
  return Object.fromEntries(FIELDS.map((field) => {
    const value = config[field.name];
    const masked = JSON.stringify(value ?? null).includes('"***"');
    return [field.name, toControl(field, masked ? undefined : value)];
  }));
}
