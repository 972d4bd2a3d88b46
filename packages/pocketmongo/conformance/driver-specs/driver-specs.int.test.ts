import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { REPLICA_SET } from '../../src/commands/version.ts';
import { startTestServer, type TestServer } from '../../test/server.ts';
import { RIGHT, WRONG, WRONG_FILE } from './own-tests.ts';
import { printReport } from './report.ts';
import { type Deployment, describeDeployment, unmetRequirement } from './requirements.ts';
import { runFile } from './run-file.ts';
import type { Target } from './test-state.ts';

let test: TestServer;
let target: Target;
let deployment: Deployment;

beforeAll(async () => {
  test = await startTestServer();
  const uri = test.server.uri('admin').replace('directConnection=true', `replicaSet=${REPLICA_SET}`);
  target = { uri, internal: await test.connect(uri) };
  deployment = await describeDeployment(target.internal);
});
afterAll(() => test.close());

describe('the runner of the unified tests', () => {
  it('passes what is right', async () => {
    const outcomes = await runFile(RIGHT, target, deployment);
    expect(outcomes.filter(({ state }) => state !== 'passed')).toEqual([]);
    expect(outcomes).toHaveLength(RIGHT.tests.length);
  });

  it('fails what is wrong and says why', async () => {
    const outcomes = await runFile(WRONG_FILE, target, deployment);
    const said = outcomes.map((outcome) => (outcome.state === 'failed' ? outcome.message : outcome.state));
    expect(said).toEqual(WRONG.map(({ says }) => expect.stringContaining(says) as unknown));
  });

  it('knows what it is run against', () => {
    expect(deployment).toMatchObject({ topology: 'replicaset', auth: true });
    expect(deployment.version).toMatch(/^7\.0\.\d+$/);
    const unmet = (requirement: object): string | undefined => unmetRequirement([requirement], deployment);
    expect(
      unmet({ minServerVersion: '4.2', maxServerVersion: '7.0.99', topologies: ['single', 'replicaset'] }),
    ).toBe(undefined);
    expect(unmet({ minServerVersion: '8.0' })).toBe('needs at least version 8.0');
    expect(unmet({ topologies: ['sharded'] })).toBe('needs another topology (sharded)');
    expect(unmet({ auth: false })).toBe('needs no log-in');
    expect(unmetRequirement([{ topologies: ['sharded'] }, {}], deployment)).toBe(undefined);
  });

  it('reports an unlisted failure and a share that is too small', () => {
    const lines: string[] = [];
    const outcomes = [
      { file: 'a', test: 'one', state: 'passed' as const },
      { file: 'a', test: 'two', state: 'failed' as const, message: 'why' },
      { file: 'a', test: 'three', state: 'skipped' as const, reason: 'needs much' },
    ];
    expect(printReport([{ folder: 'crud', outcomes }], (line) => lines.push(line))).toBe(false);
    expect(lines).toContain('skipped    1  needs much');
    expect(lines).toContain('not listed: crud/a: two');
    expect(lines).toContain('less than 95 % of those that apply pass: crud');
  });
});
