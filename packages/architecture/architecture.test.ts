import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { forbiddenImport } from './import-rules.ts';
import { projectPath, ROOT, specifiersIn } from './imports.ts';

describe('import rules', () => {
  it('hold in every file of the project', () => {
    const broken = sourceFiles().flatMap((file) =>
      importsOf(file).flatMap((target) => {
        const reason = forbiddenImport(file, target);
        return reason ? [`${file} imports ${target}: ${reason}`] : [];
      }),
    );
    expect(broken).toEqual([]);
  });

  it.each([
    ['subgraphs/orders/checkout/place-order.ts', 'subgraphs/inventory/reservations/reservation.ts'],
    ['subgraphs/orders/orders.ts', 'router/router.ts'],
    ['packages/events/consumer/consumer.ts', 'subgraphs/orders/orders.ts'],
    ['packages/events/consumer/consumer.ts', 'router/router.ts'],
    ['router/router.ts', 'subgraphs/orders/orders.ts'],
    ['router/router.ts', 'packages/database/open-database.ts'],
    ['schema/compose.ts', 'subgraphs/orders/orders.ts'],
    ['bench/bench.ts', 'start.ts'],
  ])('refuse that %s imports %s', (file, target) => {
    expect(forbiddenImport(file, target)).toBeTruthy();
  });

  it.each([
    ['start.ts', 'subgraphs/orders/orders.ts'],
    ['subgraphs/orders/orders.ts', 'packages/events/consumer/consumer.ts'],
    ['subgraphs/orders/orders.ts', 'schema/generated/proto/depachika/orders/v1/orders_pb.ts'],
    ['subgraphs/orders/checkout/place-order.ts', 'subgraphs/orders/checkout/saga-store.ts'],
    ['subgraphs/orders/checkout/place-order.int.test.ts', 'subgraphs/inventory/inventory.ts'],
  ])('allow that %s imports %s', (file, target) => {
    expect(forbiddenImport(file, target)).toBeUndefined();
  });
});

function sourceFiles(): string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return listed.split('\n').filter(Boolean);
}

/** Files and folders of the project that a file imports, by their path from the root. */
function importsOf(file: string): string[] {
  let source: string;
  try {
    source = readFileSync(join(ROOT, file), 'utf8');
  } catch {
    return [];
  }
  return specifiersIn(source).flatMap((specifier) => projectPath(file, specifier) ?? []);
}
