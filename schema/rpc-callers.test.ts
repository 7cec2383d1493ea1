import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { RPC_CALLERS } from './rpc-callers.ts';
import { DOMAIN_SERVICES, ROUTER_SERVICE } from './services.ts';

const folder = new URL('proto/', import.meta.url);

/** `<contract>/<method>` of every contract. */
function methods(): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.proto'),
  );
  return files.flatMap((file) => {
    const text = readFileSync(new URL(file, folder), 'utf8');
    const [, contractPackage] = /^package ([\w.]+);/m.exec(text)!;
    return text
      .split(/^service /m)
      .slice(1)
      .flatMap((service) => {
        const [name = ''] = /^\w+/.exec(service)!;
        return [...service.matchAll(/^ {2}rpc (\w+)\(/gm)].map(
          ([, method]) => `${contractPackage}.${name}/${method}`,
        );
      });
  });
}

it('every method of every contract names the services that may call it, and no other is named', () => {
  expect(Object.keys(RPC_CALLERS).sort()).toEqual(methods().sort());
  const services = [...DOMAIN_SERVICES.map(({ name }) => name as string), ROUTER_SERVICE, 'notifications'];
  for (const [method, callers] of Object.entries(RPC_CALLERS)) {
    expect(callers.length, method).toBeGreaterThan(0);
    expect(
      callers.filter((caller) => !services.includes(caller)),
      method,
    ).toEqual([]);
  }
});
