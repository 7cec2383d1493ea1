import { createServer, type Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { build, type Rolldown } from 'vite';

/** A web site that is not the shop's: one page, with one script that holds a client of the graph. */
export interface Site {
  readonly origin: string;
  /** The same page at an origin that the shop was told nothing of. */
  readonly otherOrigin: string;
  close(): Promise<void>;
}

/** @param script the page's, beside this file's folder */
export async function serveSite(script: string): Promise<Site> {
  const code = await bundled(fileURLToPath(new URL(`../pages/${script}`, import.meta.url)));
  const server = createServer((request, response) => {
    const isScript = request.url === '/page.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html; charset=utf-8');
    response.end(isScript ? code : PAGE);
  });
  const port = await listening(server);
  return {
    origin: `http://127.0.0.1:${port}`,
    otherOrigin: `http://localhost:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const PAGE = `<!doctype html><html lang="ja"><meta charset="utf-8"><title>店</title>
  <link rel="icon" href="data:,"><script type="module" src="/page.js"></script></html>`;

/** Everything that the page needs in one file: nothing comes from another site. */
async function bundled(entry: string): Promise<string> {
  const output = (await build({
    configFile: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      minify: false,
      reportCompressedSize: false,
      lib: { entry, formats: ['es'], fileName: 'page' },
    },
  })) as Rolldown.RolldownOutput[];
  return output[0]!.output[0].code;
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
  });
}
