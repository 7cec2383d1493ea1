import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { commandExists, installPackages, run } from './machine-packages.ts';
import type { NativeService, Say } from './native-service.ts';
import type { ServiceSettings } from './settings.ts';

export const KAFKA_VERSION = '3.9.1';

/**
 * Names from the service's own folder, where every program runs. Java would take a colon in a class path, and a comma or
 * a letter beyond Latin-1 in a file of properties, for something else.
 */
const LIBRARIES = `libraries-${KAFKA_VERSION}`;
const PROPERTIES = 'server.properties';
const DATA = 'data';
/** Java reads names of files as its locale does, and in that of C they have no Japanese letters. */
const ENVIRONMENT = { LC_ALL: 'C.UTF-8' };

/** One broker that is its own controller (KRaft), from Kafka's Maven artifacts. */
export function nativeKafka(settings: ServiceSettings, say: Say): NativeService {
  const folder = join(settings.folder, 'kafka');
  const dataFolder = join(folder, DATA);

  return {
    name: 'kafka',
    stopSignal: 'SIGTERM',

    async prepare() {
      await requireJava(say);
      if (!existsSync(join(folder, LIBRARIES))) await download(folder, say);
      mkdirSync(dataFolder, { recursive: true });
      writeFileSync(join(folder, PROPERTIES), serverProperties(settings.ports.kafka));
      if (!existsSync(join(dataFolder, 'meta.properties'))) format(folder);
      return {
        file: 'java',
        args: [...JVM, '-Xms128m', '-Xmx512m', '-cp', `${LIBRARIES}/*`, 'kafka.Kafka', PROPERTIES],
        cwd: folder,
        env: ENVIRONMENT,
      };
    },

    clear: () => rm(dataFolder, { recursive: true, force: true }),
  };
}

/** A small broker starts faster, and costs less, when it is compiled lightly. */
const JVM = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn'];

async function requireJava(say: Say): Promise<void> {
  if (!commandExists('java')) await installPackages('Java 17', ['openjdk-17-jre-headless'], say);
}

/** Into a folder beside, so that a download that breaks off leaves nothing that looks complete. */
async function download(folder: string, say: Say): Promise<void> {
  if (!commandExists('mvn')) await installPackages('Maven', ['maven'], say);
  say(`kafka: fetching version ${KAFKA_VERSION}`);
  const draft = `${LIBRARIES}.fetching`;
  rmSync(join(folder, draft), { recursive: true, force: true });
  mkdirSync(join(folder, draft), { recursive: true });
  writeFileSync(join(folder, 'pom.xml'), POM);
  run(
    'mvn',
    [
      '--batch-mode',
      '--quiet',
      'dependency:copy-dependencies',
      `-DoutputDirectory=${draft}`,
      '-DincludeScope=runtime',
    ],
    { cwd: folder, env: ENVIRONMENT },
  );
  renameSync(join(folder, draft), join(folder, LIBRARIES));
}

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>depachika</groupId>
  <artifactId>kafka-server</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${KAFKA_VERSION}</version>
    </dependency>
    <dependency>
      <groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId><version>1.7.36</version>
    </dependency>
  </dependencies>
</project>
`;

function format(folder: string): void {
  const options = { cwd: folder, env: ENVIRONMENT };
  const tool = [...JVM, '-cp', `${LIBRARIES}/*`, 'kafka.tools.StorageTool'];
  const clusterId = run('java', [...tool, 'random-uuid'], options)
    .trim()
    .split('\n')
    .at(-1)!;
  run('java', [...tool, 'format', '--cluster-id', clusterId, '--config', PROPERTIES], options);
}

/** Groups keep their place for ever, as events do: a group without a place would begin again from the first event. */
function serverProperties(port: number): string {
  const controllerPort = port + 100;
  const properties = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'log.dirs': DATA,
    'auto.create.topics.enable': false,
    'log.retention.ms': -1,
    'offsets.retention.minutes': 2_147_483_647,
    'offsets.topic.num.partitions': 5,
    'offsets.topic.replication.factor': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'group.initial.rebalance.delay.ms': 0,
  };
  return Object.entries(properties)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}
