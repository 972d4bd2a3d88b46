import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { arrangements } from './arrangements/index.ts';
import { operationsOf, type Operation } from './walk/operations.ts';
import { faultsBy } from './walk/schema.ts';
import { startWorld, type World } from './world/start-world.ts';

type Responses = Record<string, { readonly 'x-error-codes'?: Readonly<Record<string, string>> }>;

let world: World;
let document: unknown;
let operations: readonly Operation[];

beforeAll(async () => {
  world = await startWorld();
  document = (await world.http.send('GET', '/openapi.json')).body;
  operations = operationsOf(document);
});
afterAll(() => world.stop());

describe('the OpenAPI document of Souk', () => {
  it('is valid by the schema of OpenAPI 3.1', async () => {
    const verdict = await new Validator().validate(document as Record<string, unknown>);
    expect(verdict).toEqual({ valid: true });
  });

  it('holds every route that is mounted', () => {
    const mounted = world.modules.flatMap((module) => module.routes.map((route) => route.operationId));
    expect(operations.map(({ id }) => id).toSorted()).toEqual(mounted.toSorted());
  });

  it('shows examples that keep to their schemas', () => {
    const faults = operations.flatMap(({ id, parameters, body, example }) => [
      ...parameters.flatMap(({ name, schema, example: shown }) =>
        shown === undefined
          ? []
          : faultsBy(schema, asTyped(schema['type'], shown)).map((fault) => `${id} ${name}${fault}`),
      ),
      ...(body === null || example.body === undefined
        ? []
        : faultsBy(body.schema, example.body).map((fault) => `${id} ${fault}`)),
    ]);
    expect(faults).toEqual([]);
  });

  it('explains every code that it names', () => {
    const { paths } = document as { paths: Record<string, Record<string, { responses: Responses }>> };
    const unexplained = Object.values(paths)
      .flatMap((methods) => Object.values(methods))
      .flatMap(({ responses }) => Object.values(responses))
      .flatMap((response) => Object.entries(response['x-error-codes'] ?? {}))
      .filter(([code, message]) => message === '' && code !== 'internal');
    expect(unexplained).toEqual([]);
  });

  it('is walked to its last operation: no arrangement is left over, none is missing', () => {
    expect(Object.keys(arrangements).toSorted()).toEqual(operations.map(({ id }) => id).toSorted());
  });
});

function asTyped(type: unknown, text: string): unknown {
  return type === 'integer' || type === 'number' ? Number(text) : text;
}
