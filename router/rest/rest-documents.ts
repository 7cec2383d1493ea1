import { createHash } from 'node:crypto';
import { createGuardedServer } from '@depachika/graphql/http/guarded-server.ts';
import { OPENAPI_PATH, REST_DOCS_PATH } from '@depachika/schema/paths.ts';
import { PROBLEMS_PATH } from '@depachika/schema/rest/problem-statuses.ts';
import type { RestApi } from '@depachika/schema/rest/rest-api.ts';
import type { FastifyInstance } from 'fastify';
import { COMPRESSED_ROUTE } from '../http/compression.ts';
import { explainedProblems } from './explained-problems.ts';
import { PROBLEM_JSON, problemBody } from './problems.ts';
import type { ServedTable } from './served-table.ts';

/** What describes the API: its document, the same as a page, and each problem at its own address. */
export async function addRestDocuments(
  app: FastifyInstance,
  api: RestApi,
  table: Pick<ServedTable, 'description'>,
): Promise<void> {
  await app.register(async (documents) => {
    addDocument(documents, table);
    addProblems(documents, api);
    addPage(documents);
  });
}

function addDocument(app: FastifyInstance, table: Pick<ServedTable, 'description'>): void {
  app.get(OPENAPI_PATH, COMPRESSED_ROUTE, async (request, reply) => {
    const { text, tag } = table.description();
    // Weak: it is the same in every encoding.
    reply.headers({ etag: `W/${tag}`, 'cache-control': 'public, no-cache' });
    if (request.headers['if-none-match']?.split(',').some((each) => each.trim().replace(/^W\//, '') === tag))
      return reply.code(304).send();
    return reply.type('application/json; charset=utf-8').send(text);
  });
}

function addProblems(app: FastifyInstance, api: RestApi): void {
  const explained = explainedProblems(api);
  app.get(`${PROBLEMS_PATH}:name`, async (request, reply) => {
    const type = PROBLEMS_PATH + (request.params as { readonly name: string }).name;
    const found = explained.get(type);
    if (found) return found;
    const problem = { status: 404, code: 'NOT_FOUND', detail: 'No problem has this address' };
    return reply
      .code(404)
      .type(PROBLEM_JSON)
      .send(JSON.stringify(problemBody(problem, request.id)));
  });
}

/** The page's scripts are 30 MB of memory: they are read when somebody asks for it. */
function addPage(app: FastifyInstance): void {
  let page: Promise<FastifyInstance> | undefined;
  app.get(REST_DOCS_PATH, (_request, reply) => reply.redirect(`${REST_DOCS_PATH}/`));
  app.get(`${REST_DOCS_PATH}/*`, async (request, reply) => {
    page ??= openPage();
    const { statusCode, headers, rawPayload } = await (await page).inject(request.url);
    if (statusCode !== 200) return reply.callNotFound();
    const type = String(headers['content-type']);
    if (type.startsWith('text/html'))
      reply.header('content-security-policy', pagePolicy(rawPayload.toString('utf8')));
    return reply.type(type).send(rawPayload);
  });
  app.addHook('onClose', async () => (await page)?.close());
}

/** Answers for the page alone; it listens nowhere. */
async function openPage(): Promise<FastifyInstance> {
  const { default: reference } = await import('@scalar/fastify-api-reference');
  const page = createGuardedServer();
  await page.register(reference, {
    routePrefix: REST_DOCS_PATH,
    configuration: {
      url: OPENAPI_PATH,
      pageTitle: 'Depachika: REST',
      withDefaultFonts: false,
      telemetry: false,
      proxyUrl: '',
      hideClientButton: true,
      persistAuth: false,
      showDeveloperTools: 'never',
      agent: { disabled: true },
      mcp: { disabled: true },
      authentication: { preferredSecurityScheme: 'bearer' },
    },
  });
  return page;
}

/** Scripts of this router and the ones that stand in the page as it is; nothing of another origin. Its styles are set as it goes. */
function pagePolicy(html: string): string {
  const inline = scriptsIn(html).map(
    (script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
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

/** @returns what stands in the page's own scripts, to the byte; those with an address have nothing in them */
function scriptsIn(html: string): readonly string[] {
  const scripts = html.split('<script').slice(1);
  return scripts.flatMap((text) => {
    const begin = text.indexOf('>') + 1;
    const end = text.indexOf('</script>');
    return begin > 0 && end > begin ? [text.slice(begin, end)] : [];
  });
}
