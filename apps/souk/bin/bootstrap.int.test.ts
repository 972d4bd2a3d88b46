import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const bootstrap = join(import.meta.dirname, 'bootstrap.js');

/** Installs in a fresh project, with an npm that only says so. */
function install(): { stdout: string; stderr: string } {
  const root = mkdtempSync(join(tmpdir(), 'souk-bootstrap-'));
  try {
    for (const file of ['package.json', 'package-lock.json']) writeFileSync(join(root, file), '{}');
    const npm = join(root, 'npm');
    writeFileSync(npm, '#!/bin/sh\necho up to date\n');
    chmodSync(npm, 0o755);
    const script = `import { ensureInstalled } from ${JSON.stringify(bootstrap)};
      await ensureInstalled(${JSON.stringify(root)});
      console.log('the answer');`;
    return spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
      encoding: 'utf8',
      env: { ...process.env, PATH: root + delimiter + (process.env['PATH'] ?? '') },
    });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

describe('installing what is missing', () => {
  it("leaves standard output to the command: npm's words go to standard error", () => {
    const { stdout, stderr } = install();
    expect(stdout).toBe('the answer\n');
    expect(stderr).toContain('up to date');
  });
});
