import type { IncomingHttpHeaders } from 'node:http';
import { IMAGES_PATH, LOCAL_MAIL_PATH } from '@depachika/schema/paths.ts';
import type { FastifyInstance } from 'fastify';
import type { ServiceHttp } from '../../subgraphs/http/service-http.ts';
import type { ChallengeHandler } from './challenge-routes.ts';
import { endToEnd } from './connection-headers.ts';
import type { UploadHandler } from './upload-routes.ts';
import type { WebhookHandler } from './webhook-routes.ts';

/** Hands notifications to payments, which checks them, byte by byte. */
export function passWebhooksTo(payments: ServiceHttp): WebhookHandler {
  return async ({ path, headers, body }) => {
    const answer = await payments.request({ method: 'POST', path, headers: passedOn(headers), body });
    return { status: answer.status, headers: passedOn(answer.headers), body: answer.body.toString() };
  };
}

/** Hands the questions of a card's issuer to payments, and their answers. */
export function passChallengesTo(payments: ServiceHttp): ChallengeHandler {
  return async ({ method, path, headers, body }) => {
    const asked = { path, headers: passedOn(headers) };
    const answer = await payments.request(
      method === 'POST' ? { ...asked, method, body } : { ...asked, method: 'GET' },
    );
    return { status: answer.status, headers: passedOn(answer.headers), body: answer.body.toString() };
  };
}

/** Hands the bytes of pictures to products as they come; it holds none of them. */
export function passUploadsTo(products: ServiceHttp): UploadHandler {
  return async ({ path, headers, body }) => {
    const {
      status,
      headers: told,
      ...answer
    } = await products.request({
      method: 'PUT',
      path,
      // How many bytes there are decides whether one of them is read.
      headers: { ...passedOn(headers), ...pick(headers, 'content-length') },
      body,
    });
    return { status, headers: passedOn(told), body: answer.body.toString() };
  };
}

/** Serves the pictures of products as products answers them. */
export function addPictureRoutes(app: FastifyInstance, products: ServiceHttp): void {
  passOn(app, [`${IMAGES_PATH}*`], products);
}

/** Serves the mails of a shop in development, which has no mail server. */
export function addLocalMailRoutes(app: FastifyInstance, notifications: ServiceHttp): void {
  passOn(app, [LOCAL_MAIL_PATH, `${LOCAL_MAIL_PATH}/*`], notifications);
}

function passOn(app: FastifyInstance, paths: readonly string[], service: ServiceHttp): void {
  for (const path of paths)
    app.get(path, async (request, reply) => {
      const noneMatch = request.headers['if-none-match'];
      const { status, headers, body } = await service.request({
        method: 'GET',
        path: request.url,
        headers: noneMatch === undefined ? {} : { 'if-none-match': noneMatch },
      });
      if (headers['cross-origin-resource-policy'] === 'same-origin')
        reply.removeHeader('access-control-allow-origin');
      return reply.code(status).headers(passedOn(headers)).send(body);
    });
}

function pick(headers: IncomingHttpHeaders, name: 'content-length'): Record<string, string> {
  const value = headers[name];
  return value === undefined ? {} : { [name]: value };
}

function passedOn(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(endToEnd(headers)).map(([name, value]) => [name, String(value)]));
}
