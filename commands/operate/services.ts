import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask } from '@depachika/local-servers/answers.ts';
import { composeDown, composeUp, dockerAnswers } from '@depachika/local-servers/docker.ts';
import { nativeKafka } from '@depachika/local-servers/kafka.ts';
import { bringUp, type NativeService, takeDown } from '@depachika/local-servers/native-service.ts';
import { nativePostgres } from '@depachika/local-servers/postgres.ts';
import { nativeRedis } from '@depachika/local-servers/redis.ts';
import {
  addressOf,
  readSettings,
  type ServiceName,
  type ServiceSettings,
  USAGE,
} from '@depachika/local-servers/settings.ts';

const settings = understood();
if (settings) {
  try {
    await carryOut(settings);
  } catch (error) {
    console.error(describe(error));
    process.exitCode = 1;
  }
}

function understood(): ServiceSettings | undefined {
  try {
    const read = readSettings(process.argv.slice(2), process.env);
    if (typeof read !== 'string') return read;
    if (read === '') console.log(USAGE);
    else console.error(`${read}\n\n${USAGE}`);
    process.exitCode = read === '' ? 0 : 2;
  } catch (error) {
    console.error(describe(error));
    process.exitCode = 2;
  }
  return undefined;
}

async function carryOut(wanted: ServiceSettings): Promise<void> {
  if (wanted.verb === 'up') return up(wanted);
  if (wanted.verb === 'down') return down(wanted);
  return status(wanted);
}

async function up(wanted: ServiceSettings): Promise<void> {
  mkdirSync(wanted.folder, { recursive: true });
  if (!wanted.native && dockerAnswers()) {
    say('A Docker engine answers: starting its containers');
    writeFileSync(dockerRecord(wanted), '');
    composeUp(wanted);
    for (const name of wanted.only) await ask(name, addressOf(name, wanted.ports));
  } else {
    for (const service of nativeOf(wanted)) await bringUp(service, wanted, say);
  }
  for (const name of wanted.only) {
    const { variable, value } = addressOf(name, wanted.ports);
    console.log(wanted.env ? `export ${variable}='${value}'` : `${variable}=${value}`);
  }
}

async function down(wanted: ServiceSettings): Promise<void> {
  if (existsSync(dockerRecord(wanted))) {
    composeDown(wanted);
    if (wanted.only.length === 3) rmSync(dockerRecord(wanted));
  }
  for (const service of nativeOf(wanted).reverse()) await takeDown(service, wanted, say);
}

async function status(wanted: ServiceSettings): Promise<void> {
  for (const name of wanted.only) {
    const address = addressOf(name, wanted.ports);
    const reason = await ask(name, address).then(
      () => undefined,
      (error: Error) => error.message || String((error as NodeJS.ErrnoException).code),
    );
    console.log(
      `${name.padEnd(9)} ${reason === undefined ? 'answers' : 'is away'}  ${address.value}${reason ? `  (${reason})` : ''}`,
    );
    if (reason !== undefined) process.exitCode = 1;
  }
}

function nativeOf(wanted: ServiceSettings): NativeService[] {
  const make: Record<ServiceName, typeof nativeRedis> = {
    postgres: nativePostgres,
    redis: nativeRedis,
    kafka: nativeKafka,
  };
  return wanted.only.map((name) => make[name](wanted, say));
}

/** Present while containers stand in for native services. */
function dockerRecord({ folder }: ServiceSettings): string {
  return join(folder, 'docker');
}

/** Standard output is for addresses alone. */
function say(line: string): void {
  console.error(line);
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}
