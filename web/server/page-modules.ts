import type { createRequestHandler, ServerBuild } from 'react-router';
import type { visitContext } from '../app/session/visit-context.ts';
import type { PageSource } from './pages.ts';

/** What `app/entry.server.tsx` is beside what React Router asks of it: the pages' own copies of modules. */
interface PageModules {
  readonly visitContext: typeof visitContext;
  readonly createRequestHandler: typeof createRequestHandler;
}

/** The pages render with the modules that they were loaded with: copies of the server's own would be others. */
export function rendererOf(build: ServerBuild, mode: 'production' | 'development'): PageSource['render'] {
  const modules = build.entry.module as unknown as PageModules;
  const handle = modules.createRequestHandler(build, mode);
  return (request, visit) => handle(request, modules.visitContext(visit));
}
