import { html, render, useEffect, useErrorBoundary } from './core/html.js';
import { t, language, useLanguage } from './core/i18n.js';
import { useStore } from './core/store.js';
import { route, link } from './core/router.js';
import { detectFeatures } from './core/api.js';
import { start, connection } from './core/fleet.js';
import { Layout } from './parts/layout.js';
import { Empty, Failed } from './parts/notice.js';
import { FleetPage } from './pages/fleet/fleet.js';
import { AgentPage } from './pages/agent/agent.js';
import { CreatePage } from './pages/create/create.js';
import { MinutesPage } from './pages/minutes/minutes.js';
import { FiguresPage } from './pages/figures/figures.js';
import { SettingsPage } from './pages/settings/settings.js';
import { DemoPage } from './pages/demo/demo.js';

function Page() {
  const { parts, query } = useStore(route);
  const [error, reset] = useErrorBoundary((e) => console.error(e));
  useEffect(() => {
    if (error) reset();
  }, [parts.join('/')]);
  if (error) return html`<${Failed} error=${error} onRetry=${reset} />`;
  switch (parts[0]) {
    case undefined: return html`<${FleetPage} query=${query} />`;
    case 'agents': return parts[1] ? html`<${AgentPage} key=${parts[1]} id=${parts[1]} tab=${parts[2]} query=${query} />` : html`<${FleetPage} query=${query} />`;
    case 'new': return html`<${CreatePage} key=${query.from} query=${query} />`;
    case 'minutes': return html`<${MinutesPage} />`;
    case 'figures': return html`<${FiguresPage} />`;
    case 'settings': return html`<${SettingsPage} />`;
    case 'demo': return html`<${DemoPage} query=${query} />`;
    default: return html`<${Empty} title=${t('page.unknown')}><a class="button" href=${link([])}>${t('nav.fleet')}</a><//>`;
  }
}

function App() {
  useLanguage();
  return html`<${Layout} key=${language()}><${Page} /><//>`;
}

connection.subscribe((state) => {
  if (state !== 'connecting') detectFeatures();
});
start();
const app = document.getElementById('app');
app.textContent = '';
render(html`<${App} />`, app);
