import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock as clock } from '@depachika/clock/clock.ts';
import { generate } from '@depachika/codegen/generate.ts';
import { serviceCaller } from '@depachika/identity/caller.ts';
import { devIdentityKeys } from '@depachika/identity/identity-keys.ts';
import { identitySigner, identityVerifier } from '@depachika/identity/identity-token.ts';
import { freePorts } from '@depachika/local-servers/free-ports.ts';
import { WEB_SERVICE } from '@depachika/schema/services.ts';
import { createLogger } from '@depachika/telemetry/logger.ts';
import { createMetrics } from '@depachika/telemetry/metrics.ts';
import { graphOverHttp } from '@depachika/web/server/graph-over-http.ts';
import { rendererOf } from '@depachika/web/server/page-modules.ts';
import { createPageServer } from '@depachika/web/server/page-server.ts';
import { createPages, type PageSource } from '@depachika/web/server/pages.ts';
import { fileSessions } from '@depachika/web/server/session-store/file-sessions.ts';
import type { ServerBuild } from 'react-router';
import { createServer, type ViteDevServer } from 'vite';
import { type EmbeddedConfig, sessionsFolder } from '../embedded/config.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const WEB = join(PROJECT, 'web');
const OPERATIONS = join(PROJECT, 'schema/operations');

export interface EditedPagesOptions {
  readonly config: EmbeddedConfig;
  readonly routerPort: number;
  /** Told of what was generated for them. */
  readonly note: (what: string) => void;
}

/**
 * The pages from their sources, on loopback: what is saved is in open browsers at once. They run beside the shop, as its
 * router asks for them, so that neither their modules nor who is signed in are lost when the shop starts again.
 */
export async function serveEditedPages(options: EditedPagesOptions) {
  const { config, routerPort } = options;
  const keys = await devIdentityKeys(config.dataFolder);
  const signer = identitySigner({ keys, clock, issuer: WEB_SERVICE });
  const graph = graphOverHttp({
    urls: [new URL(`http://127.0.0.1:${routerPort}`)],
    identity: () => signer.sign(serviceCaller(WEB_SERVICE)),
  });
  const logger = createLogger({ service: WEB_SERVICE, level: config.logLevel, pretty: true });
  let opened: Promise<ViteDevServer> | undefined;
  // With the first page that somebody wants: until then the shop that starts needs the processor.
  const vite = () => (opened ??= openVite(options));
  const pages = createPages({
    source: editedSource(vite),
    sendToGraph: graph.send,
    sessions: fileSessions({ folder: sessionsFolder(config.dataFolder), clock, logger }),
    clock,
    logger,
    secure: false,
    shopUrl: config.shopUrl,
    deliveryDaysAhead: config.deliveryDaysAhead,
  });
  const http = await createPageServer({
    pages,
    services: identityVerifier({ jwks: keys.jwks, clock }),
    degraded: () => [],
    metrics: createMetrics({ service: WEB_SERVICE }),
    logger,
  });
  return {
    url: await http.listen({ host: '127.0.0.1', port: 0 }),
    async close() {
      await Promise.all([http.close(), opened?.then((each) => each.close())]);
      await graph.close();
    },
  };
}

async function openVite({ note }: EditedPagesOptions): Promise<ViteDevServer> {
  const vite = await createServer({
    configFile: join(WEB, 'vite.config.ts'),
    appType: 'custom',
    // Browsers hear of saves on a socket of its own: the shop's are the graph's.
    server: { middlewareMode: true, cors: false, hmr: { host: '127.0.0.1', port: await freePorts()() } },
  });
  vite.watcher.add(OPERATIONS);
  vite.watcher.on('all', (_event, path) => {
    if (!path.startsWith(OPERATIONS)) return;
    generate({
      root: PROJECT,
      pages: 'edited',
      only: 'operations',
      onMade: (name) => note(`Generated ${name}`),
    })
      .then((failures) => failures.forEach(note))
      .catch((error: Error) => note(error.message));
  });
  return vite;
}

function editedSource(vite: () => Promise<ViteDevServer>): PageSource {
  return {
    async files(request, response) {
      const { middlewares } = await vite();
      return new Promise((resolve, reject) => {
        response.once('close', () => resolve(true));
        middlewares(request, response, (error?: unknown) => (error ? reject(error) : resolve(false)));
      });
    },
    async render(request, visit) {
      const build = (await (await vite()).ssrLoadModule('virtual:react-router/server-build')) as ServerBuild;
      return rendererOf(build, 'development')(request, visit);
    },
    mayBeKept: false,
  };
}
