import { createHash } from 'node:crypto';
import { OPENAPI_PATH, REST_DOCS_PATH } from '@depachika/schema/paths.ts';
import { PROBLEMS_PATH, problemTitle, problemType } from '@depachika/schema/rest/problem-statuses.ts';
import type { RestApi } from '@depachika/schema/rest/rest-api.ts';
import type { FastifyInstance } from 'fastify';

/** What describes the API: its document, the same as a page, and each problem at its own address. */
export async function addRestDocuments(app: FastifyInstance, api: RestApi): Promise<void> {
  await app.register(async (documents) => {
    addDocument(documents, api);
    addProblems(documents, api);
    await addPage(documents);
  });
}

function addDocument(app: FastifyInstance, { document }: RestApi): void {
  const etag = `"${createHash('sha256').update(document).digest('base64url').slice(0, 22)}"`;
  app.get(OPENAPI_PATH, async (request, reply) => {
    reply.headers({ etag, 'cache-control': 'public, no-cache' });
    if (request.headers['if-none-match']?.split(',').some((each) => each.trim().replace(/^W\//, '') === etag))
      return reply.code(304).send();
    return reply.type('application/json; charset=utf-8').send(document);
  });
}

interface ProblemSchemas {
  readonly components: {
    readonly schemas: Readonly<
      Record<string, { readonly description?: string; readonly properties?: object }>
    >;
  };
}

function addProblems(app: FastifyInstance, { document, problemStatuses }: RestApi): void {
  const { schemas } = (JSON.parse(document) as ProblemSchemas).components;
  const byType = new Map(
    Object.entries(problemStatuses).map(([name, status]) => [problemType(name), { name, status }]),
  );
  app.get(`${PROBLEMS_PATH}:name`, async (request, reply) => {
    const type = PROBLEMS_PATH + (request.params as { readonly name: string }).name;
    const found = byType.get(type);
    if (!found) return reply.callNotFound();
    const { name, status } = found;
    const description = schemas[`${name}Problem`]?.description;
    return { type, title: problemTitle(name), status, code: name, ...(description ? { description } : {}) };
  });
}

/** The page is one file of scripts from this router, and one line in itself that starts it. */
async function addPage(app: FastifyInstance): Promise<void> {
  const { default: reference } = await import('@scalar/fastify-api-reference');
  await app.register(async (page) => {
    page.addHook('onSend', async (_request, reply, payload) => {
      if (String(reply.getHeader('content-type')).startsWith('text/html'))
        reply.header('content-security-policy', pagePolicy(String(payload)));
    });
    await page.register(reference, {
      routePrefix: REST_DOCS_PATH,
      configuration: {
        url: OPENAPI_PATH,
        title: 'Depachika',
        pageTitle: 'Depachika: REST',
        withDefaultFonts: false,
        telemetry: false,
        proxyUrl: '',
        hideClientButton: true,
        persistAuth: false,
      },
    });
  });
}

/** Scripts of this router and the ones that stand in the page as it is; nothing of another origin. Its styles are set as it goes. */
function pagePolicy(html: string): string {
  const inline = [...html.matchAll(/<script(?![^>]*\bsrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(
    ([, script = '']) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
  );
  return [
    "default-src 'none'",
    `script-src 'self' ${inline.join(' ')}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
