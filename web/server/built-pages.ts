import { fileURLToPath } from 'node:url';
import type { ServerBuild } from 'react-router';
import { rendererOf } from './page-modules.ts';
import type { PageSource } from './pages.ts';
import { staticFiles } from './static-files.ts';

const BUILD = new URL('../generated/build/', import.meta.url);

/** @throws when the pages have not been built: `npm run generate` builds them */
export async function builtPages(): Promise<PageSource> {
  const build = (await import(new URL('server/index.js', BUILD).href)) as ServerBuild;
  return {
    files: staticFiles(fileURLToPath(new URL('client', BUILD))),
    render: rendererOf(build, 'production'),
    mayBeKept: true,
  };
}
