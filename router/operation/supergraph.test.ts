import { ApolloGateway } from '@apollo/gateway';
import { describe, expect, it, vi } from 'vitest';
import { toySupergraph } from '../testing/toy-shop.ts';
import { loadSupergraph } from './supergraph.ts';

const sdl = toySupergraph();
const link = (url: string) => sdl.replace('schema\n', `schema\n  @link(url: "${url}", for: SECURITY)\n`);
const refusal = expect.objectContaining({ code: 'SECURITY_FEATURE_NOT_ENFORCED' });

describe('the supergraph', () => {
  it('would be refused by the gateway itself with its security features', async () => {
    vi.stubEnv('APOLLO_TELEMETRY_DISABLED', 'true');
    const gateway = new ApolloGateway({ supergraphSdl: sdl });
    await expect(gateway.load()).rejects.toThrow();
    await gateway.stop();
  });

  it('is loaded with the rules for them', () => {
    const { accessRules } = loadSupergraph(sdl);
    expect(accessRules.ofField('Product', 'cost')).toHaveLength(1);
    expect(accessRules.ofType('Supplier')).toEqual([{ coordinate: 'Supplier', scopes: [] }]);
  });

  it.each([
    'https://specs.apollo.dev/policy/v0.1',
    'https://specs.apollo.dev/authenticated/v0.2',
    'https://specs.apollo.dev/requiresScopes/v1.0',
    'https://security.example/secrecy/v1.0',
  ])('is refused when it asks for %s, which nothing enforces', (url) => {
    expect(() => loadSupergraph(link(url))).toThrow(refusal);
  });

  it('is refused with @policy from a subgraph, as composition writes it', () => {
    const withPolicy = toySupergraph((name, text) =>
      name === 'orders'
        ? text
            .replace('"@authenticated"', '"@authenticated", "@policy"')
            .replace('me: String', 'me: String @policy(policies: [["own"]])')
        : text,
    );
    expect(() => loadSupergraph(withPolicy)).toThrow(refusal);
  });

  it('is refused with @policy also when the mark for security is missing', () => {
    const unmarked = link('https://specs.apollo.dev/policy/v0.1').replace(
      'policy/v0.1", for: SECURITY',
      'policy/v0.1"',
    );
    expect(() => loadSupergraph(unmarked)).toThrow(refusal);
  });

  it('keeps its rules under names that a link gives them', () => {
    const renamed = sdl
      .replace('authenticated/v0.1", for', 'authenticated/v0.1", as: "login", for')
      .replaceAll('@authenticated', '@login');
    const { accessRules } = loadSupergraph(renamed);
    expect(accessRules.ofType('Supplier')).toEqual([{ coordinate: 'Supplier', scopes: [] }]);
  });

  it('keeps its rules under names that an import gives them', () => {
    const renamed = sdl
      .replace(
        'authenticated/v0.1", for',
        'authenticated/v0.1", import: [{ name: "@authenticated", as: "@login" }], for',
      )
      .replaceAll('@authenticated', '@login')
      .replace('name: "@login"', 'name: "@authenticated"');
    const { accessRules } = loadSupergraph(renamed);
    expect(accessRules.ofType('Supplier')).toEqual([{ coordinate: 'Supplier', scopes: [] }]);
  });
});
