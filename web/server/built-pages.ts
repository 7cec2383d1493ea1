import { fileURLToPath } from 'node:url';
import { createRequestHandler, type ServerBuild } from 'react-router';
import type { visitContext } from '../app/session/visit-context.ts';
import type { PageSource } from './pages.ts';
import { staticFiles } from './static-files.ts';

const BUILD = new URL('../generated/build/', import.meta.url);

/** @throws when the pages have not been built: `npm run generate` builds them */
export async function builtPages(): Promise<PageSource> {
  const build = (await import(new URL('server/index.js', BUILD).href)) as ServerBuild;
  const handle = createRequestHandler(build, 'production');
  const contextOf = contextsOf(build);
  return {
    files: staticFiles(fileURLToPath(new URL('client', BUILD))),
    render: (request, visit) => handle(request, contextOf(visit)),
    mayBeKept: true,
  };
}

/** The server's own copy of the pages' modules would be another one. */
export function contextsOf({ entry }: ServerBuild): typeof visitContext {
  return (entry.module as unknown as { readonly visitContext: typeof visitContext }).visitContext;
}
