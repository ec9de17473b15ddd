import type { Route } from '../door/routes.ts';
import { answerWith, createAsset, FOREVER, readAssets } from './assets.ts';
import { explorerPage, foreignPage, productionPage } from './page.ts';

export type ExplorerOptions = {
  /** A page that names the endpoint; no GraphiQL, no demo accounts, nothing of Apollo's. */
  production: boolean;
  /** GraphiQL alone, without our accounts and examples. */
  foreign?: boolean;
};

/** What the browser is made to keep: whatever a page here names, it loads and asks this origin alone. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  // GraphiQL's editors and dialogues write style elements of their own.
  "style-src 'self' 'unsafe-inline'",
  // Fonts and icons of GraphiQL's style sheet are in it.
  "font-src 'self' data:",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The landing page at `/`, and the files that it loads: a fixed list, each at a path of its own. */
export const explorerRoutes = async ({ production, foreign = false }: ExplorerOptions): Promise<Route[]> => {
  const { assets, folder } = await readAssets(production);
  const developersPage = foreign ? foreignPage : explorerPage;
  const html = production ? productionPage(folder, { foreign }) : developersPage(folder);
  const page = createAsset(Buffer.from(html), 'text/html; charset=utf-8');
  const headers = {
    'cache-control': 'no-cache',
    'content-security-policy': POLICY,
    'referrer-policy': 'no-referrer',
  };
  return [
    { method: 'GET', path: '/', answer: answerWith(page, headers) },
    ...Object.entries(assets).map(([name, asset]): Route => {
      return { method: 'GET', path: `${folder}/${name}`, answer: answerWith(asset, FOREVER) };
    }),
  ];
};
