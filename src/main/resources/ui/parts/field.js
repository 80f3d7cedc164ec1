import { html, cls, useId } from '../core/html.js';
import { t } from '../core/i18n.js';

function Control({ id, field, value, error, help, onChange }) {
  const common = {
    id, name: field.name, required: field.required, 'aria-invalid': error ? 'true' : undefined,
    'aria-describedby': [help && id + '-help', error && id + '-error'].filter(Boolean).join(' ') || undefined,
  };
  const text = (e) => onChange(e.target.value);
  switch (field.type) {
    case 'boolean':
      return html`<input type="checkbox" ...${common} checked=${value} onChange=${(e) => onChange(e.target.checked)} />`;
    case 'choice':
      return html`<select ...${common} value=${value} onChange=${text}>
        ${field.options.map((option) => html`<option value=${option}>${option}</option>`)}
      </select>`;
    case 'text':
    case 'json':
      return html`<textarea ...${common} rows=${field.rows ?? 3} maxlength=${field.maxLength} spellcheck=${field.type === 'text'}
        placeholder=${field.placeholder} value=${value} onInput=${text}></textarea>`;
    case 'number':
      return html`<input type="number" inputmode="decimal" ...${common} min=${field.min} max=${field.max} step=${field.step ?? 'any'}
        placeholder=${field.placeholder} value=${value} onInput=${text} />`;
    default:
      return html`<input type=${field.type === 'secret' ? 'password' : field.type === 'url' ? 'url' : 'text'} ...${common}
        autocomplete=${field.type === 'secret' ? 'new-password' : 'off'} maxlength=${field.maxLength}
        placeholder=${field.placeholder} list=${field.list && id + '-list'} value=${value} onInput=${text} />
        ${field.list && html`<datalist id=${id + '-list'}>${field.list.map((item) => html`<option value=${item} />`)}</datalist>`}`;
  }
}

/** A labelled control with help and the error of its value. */
export function Field({ field, value, error, onChange, label, help }) {
  const id = useId('field-');
  return html`<div class=${cls('field', 'field-' + field.type, error && 'has-error')}>
    <label for=${id}>${label}${field.required && html` <span class="required">${t('required')}</span>`}</label>
    <${Control} ...${{ id, field, value, error, help, onChange }} />
    ${help && html`<p class="help" id=${id + '-help'}>${help}</p>`}
    ${error && html`<p class="error" id=${id + '-error'}>${error}</p>`}
  </div>`;
}
