import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const cruiser = join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruiser.mjs');

/** For each rule a file that breaks it and nothing else. */
const faults: Record<string, { file: string; imports: string }> = {
  'no-service-to-service': {
    file: 'services/orders/src/data/peek.ts',
    imports: '../../../payments/src/index.ts',
  },
  'no-deep-import': {
    file: 'apps/souk/src/shortcut.ts',
    imports: '../../../services/orders/src/features/act.ts',
  },
  'layers-point-down': {
    file: 'packages/platform/src/http/upwards.ts',
    imports: '../../../../services/orders/src/index.ts',
  },
  'services-know-no-app': { file: 'services/orders/src/host.ts', imports: '../../../apps/souk/src/index.ts' },
  'domain-is-pure': { file: 'services/orders/src/domain/impure.ts', imports: 'node:fs' },
  'kernel-does-no-io': { file: 'packages/kernel/src/files.ts', imports: 'node:fs' },
  'only-data-touches-mongoose': { file: 'services/orders/src/features/query.ts', imports: 'mongoose' },
  'pocketmongo-knows-nothing-of-souk': {
    file: 'packages/pocketmongo/src/peek.ts',
    imports: '../../kernel/src/index.ts',
  },
  'no-circular': { file: 'services/orders/src/features/circle-back.ts', imports: './circle.ts' },
  'tests-stay-outside': { file: 'services/orders/src/features/cheat.ts', imports: './act.unit.test.ts' },
};

const innocent = [
  'apps/souk/src/index.ts',
  'services/orders/src/index.ts',
  'services/orders/src/features/act.ts',
  'services/orders/src/features/act.unit.test.ts',
  'services/payments/src/index.ts',
  'packages/kernel/src/index.ts',
  'packages/platform/src/http/index.ts',
  'packages/pocketmongo/src/index.ts',
];

type Violation = { from: string; rule: { name: string } };

describe('the architecture rules', () => {
  let planted = '';
  let violations: Violation[] = [];

  beforeAll(() => {
    planted = mkdtempSync(join(tmpdir(), 'souk-architecture-'));
    for (const name of ['.dependency-cruiser.cjs', 'tsconfig.json', 'package.json'])
      cpSync(join(root, name), join(planted, name));
    symlinkSync(join(root, 'node_modules'), join(planted, 'node_modules'));
    for (const file of innocent) write(planted, file, 'export const here = 1;\n');
    for (const { file, imports } of Object.values(faults)) write(planted, file, `import '${imports}';\n`);
    write(planted, 'services/orders/src/features/circle.ts', "import './circle-back.ts';\n");
    violations = cruise(planted);
  });

  afterAll(() => rmSync(planted, { recursive: true, force: true }));

  it.each(Object.entries(faults))('%s finds its planted fault', (rule, { file }) => {
    expect(violations.filter((each) => each.from === file).map((each) => each.rule.name)).toContain(rule);
  });

  it('has a planted fault for each rule there is', async () => {
    const config = (await import(join(root, '.dependency-cruiser.cjs'))) as {
      default: { forbidden: { name: string }[] };
    };
    expect(Object.keys(faults).toSorted()).toEqual(
      config.default.forbidden.map((rule) => rule.name).toSorted(),
    );
  });

  it('accuses nobody else', () => {
    const guilty = new Set([
      ...Object.values(faults).map(({ file }) => file),
      'services/orders/src/features/circle.ts',
    ]);
    expect(violations.filter((each) => !guilty.has(each.from))).toEqual([]);
  });
});

function write(base: string, file: string, content: string): void {
  mkdirSync(dirname(join(base, file)), { recursive: true });
  writeFileSync(join(base, file), content);
}

function cruise(cwd: string): Violation[] {
  const args = [
    cruiser,
    '--config',
    '.dependency-cruiser.cjs',
    '--output-type',
    'json',
    'apps',
    'services',
    'packages',
  ];
  let output: string;
  try {
    output = execFileSync(process.execPath, args, { cwd, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  } catch (error) {
    // The cruiser exits with the number of violations; its report is on standard output all the same.
    const failed = error as { stdout: string; stderr: string };
    if (failed.stdout === '') throw new Error(failed.stderr, { cause: error });
    output = failed.stdout;
  }
  return (JSON.parse(output) as { summary: { violations: Violation[] } }).summary.violations;
}
