import { readFileSync } from 'node:fs';
import { trustedOperations } from '@depachika/schema/check.ts';
import { apiSchemaOf, type WrittenFile, writtenFiles } from '@depachika/schema/compose.ts';
import { openApiText } from '@depachika/schema/rest/openapi/openapi.ts';
import { OPENAPI_FILE } from '@depachika/schema/rest/rest-api.ts';
import { requestCollection } from './request-collection.ts';

const REQUESTS_FILE = new URL('../../docs/requests.http', import.meta.url);

/** Files that follow from the domains' schemas and the trusted operations, and hold something else by now. */
export function staleFiles(supergraph: string): WrittenFile[] {
  const schema = apiSchemaOf(supergraph);
  const operations = trustedOperations();
  const files = [
    ...writtenFiles(supergraph),
    { file: REQUESTS_FILE, text: requestCollection({ schema, operations }) },
    { file: OPENAPI_FILE, text: openApiText(schema, operations) },
  ];
  return files.filter(({ file, text }) => readFileSync(file, 'utf8') !== text);
}
