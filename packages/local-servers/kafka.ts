import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { commandExists, installPackages, run } from './machine-packages.ts';
import type { NativeService, Say } from './native-service.ts';
import type { ServiceSettings } from './settings.ts';

export const KAFKA_VERSION = '3.9.1';

/** One broker that is its own controller (KRaft), from Kafka's Maven artifacts. */
export function nativeKafka(settings: ServiceSettings, say: Say): NativeService {
  const folder = join(settings.folder, 'kafka');
  const libraries = join(folder, `libraries-${KAFKA_VERSION}`);
  const propertiesFile = join(folder, 'server.properties');
  const dataFolder = join(folder, 'data');

  return {
    name: 'kafka',
    stopSignal: 'SIGTERM',

    async prepare() {
      requireJava(say);
      if (!existsSync(libraries)) download(folder, libraries, say);
      mkdirSync(dataFolder, { recursive: true });
      writeFileSync(propertiesFile, serverProperties(settings.ports.kafka, dataFolder));
      if (!existsSync(join(dataFolder, 'meta.properties'))) format(libraries, propertiesFile);
      return {
        file: 'java',
        args: [...JVM, '-Xms128m', '-Xmx512m', '-cp', `${libraries}/*`, 'kafka.Kafka', propertiesFile],
        cwd: folder,
      };
    },

    clear: () => rm(dataFolder, { recursive: true, force: true }),
  };
}

/** A small broker starts faster, and costs less, when it is compiled lightly. */
const JVM = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn'];

function requireJava(say: Say): void {
  if (!commandExists('java')) installPackages('Java 17', ['openjdk-17-jre-headless'], say);
}

/** Into a folder beside, so that a download that breaks off leaves nothing that looks complete. */
function download(folder: string, libraries: string, say: Say): void {
  if (!commandExists('mvn')) installPackages('Maven', ['maven'], say);
  say(`kafka: fetching version ${KAFKA_VERSION}`);
  const draft = `${libraries}.fetching`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  const pom = join(folder, 'pom.xml');
  writeFileSync(pom, POM);
  run('mvn', [
    '--batch-mode',
    '--quiet',
    '--file',
    pom,
    'dependency:copy-dependencies',
    `-DoutputDirectory=${draft}`,
    '-DincludeScope=runtime',
  ]);
  renameSync(draft, libraries);
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

function format(libraries: string, propertiesFile: string): void {
  const tool = [...JVM, '-cp', `${libraries}/*`, 'kafka.tools.StorageTool'];
  const clusterId = run('java', [...tool, 'random-uuid'])
    .trim()
    .split('\n')
    .at(-1)!;
  run('java', [...tool, 'format', '--cluster-id', clusterId, '--config', propertiesFile]);
}

/** Groups keep their place for ever, as events do: a group without a place would begin again from the first event. */
function serverProperties(port: number, dataFolder: string): string {
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
    'log.dirs': dataFolder,
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
