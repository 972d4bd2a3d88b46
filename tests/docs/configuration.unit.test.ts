import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../../apps/souk/src/config.ts';
import { serviceSettings } from '../../apps/souk/src/service-settings.ts';

const documented = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'configuration.md'), 'utf8');

/** Name and default of each row of the table. */
function table(): ReadonlyMap<string, string> {
  const rows = documented.matchAll(/^\| `([A-Z_]+)` +\| (.*?) +\|/gm);
  return new Map([...rows].map(([, name = '', shown = '']) => [name, shown.replaceAll('`', '')]));
}

/** Every variable that the schemas ask for. */
function variables(): ReadonlySet<string> {
  const asked = new Set<string>();
  const environment = new Proxy<Record<string, string>>(
    {},
    {
      get: (_, name) => {
        asked.add(String(name));
        return undefined;
      },
    },
  );
  readConfig(environment, '/shop');
  serviceSettings(environment);
  return asked;
}

/** Whether the schemas take the text as the variable's value and make of it what they make without it. */
function isDefault(name: string, text: string): boolean {
  const outcome = (environment: Record<string, string>): string =>
    JSON.stringify([readConfig(environment, '/shop'), serviceSettings(environment)], (key, value: unknown) =>
      key === 'environment' ? null : typeof value === 'bigint' ? String(value) : value,
    );
  return outcome({ [name]: text }) === outcome({});
}

describe('docs/configuration.md', () => {
  it('names exactly the variables that are read', () => {
    expect([...table().keys()].toSorted()).toEqual([...variables()].toSorted());
  });

  it('shows the defaults as they are', () => {
    const shown = [...table()].filter(([, text]) => !text.startsWith('('));
    expect(shown.length).toBeGreaterThan(15);
    expect(shown.filter(([name, text]) => !isDefault(name, text)).map(([name]) => name)).toEqual([]);
  });
});
