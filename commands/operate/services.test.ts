import { addressOf, readServicePlaces } from '@depachika/local-servers/settings.ts';
import { describe, expect, it } from 'vitest';
import { command } from './services.ts';

function read(words: string[], env: NodeJS.ProcessEnv = {}) {
  const understood = command.understand(words);
  if (understood.kind !== 'given') throw new Error(`${words} are not understood`);
  return { verb: understood.args[0], ...understood.options, ...readServicePlaces(env) };
}

describe('the settings of services', () => {
  it('mean all three on ports that collide with nothing', () => {
    const { verb, only, ports } = read(['up']);
    expect({ verb, only }).toEqual({ verb: 'up', only: ['postgres', 'redis', 'kafka'] });
    expect((['postgres', 'redis', 'kafka'] as const).map((name) => addressOf(name, ports).value)).toEqual([
      'postgres://depachika:depachika@127.0.0.1:54320/depachika',
      'redis://127.0.0.1:6390',
      '127.0.0.1:9094',
    ]);
  });

  it('take a choice of services and other ports', () => {
    const { only, ports } = read(['down', '--only', 'redis,postgres', '--clear'], { REDIS_PORT: '7000' });
    expect(only).toEqual(['postgres', 'redis']);
    expect(ports).toEqual({ postgres: 54320, redis: 7000, kafka: 9094 });
  });

  it.each([[['sideways']], [[]], [['up', 'now']], [['up', '--only', 'mongo']], [['up', '--fast']]])(
    'say what is wrong with %j',
    (words) => {
      expect(command.understand(words)).toEqual({
        kind: 'refused',
        message: expect.stringMatching(/./),
      });
    },
  );

  it('refuse a port that is none, naming the variable', () => {
    expect(() => readServicePlaces({ KAFKA_PORT: 'nine' })).toThrow('KAFKA_PORT');
  });
});
