import type { Readable } from 'node:stream';
import { FILES_PATH } from '@depachika/schema/paths.ts';
import type { ServiceHttp } from '../../subgraphs/http/service-http.ts';

/** Whoever keeps the files of operations: it knows who may send which. */
export interface FileStore {
  /** Asks whether the caller may before it reads a byte. @returns 201 with a reference for the operation, or why not */
  keep(file: {
    readonly identityToken: string;
    readonly contentType: string;
    readonly body: Readable;
  }): Promise<{ readonly status: number; readonly body: string }>;
  /** Forgets a file that the operation has not used. */
  drop(reference: string): Promise<void>;
}

/** At a domain of another process, over its own port. */
export function filesAt(service: ServiceHttp): FileStore {
  return {
    async keep({ identityToken, contentType, body }) {
      const headers = { authorization: `Bearer ${identityToken}`, 'content-type': contentType };
      const { status, body: told } = await service.request({
        method: 'POST',
        path: FILES_PATH,
        headers,
        body,
      });
      return { status, body: told.toString() };
    },
    async drop(reference) {
      await service.request({ method: 'DELETE', path: `${FILES_PATH}/${encodeURIComponent(reference)}` });
    },
  };
}
