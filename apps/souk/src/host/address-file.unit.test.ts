import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAddress, removeAddress, writeAddress } from './address-file.ts';

let dataDir = '';
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'souk-address-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const address = { pid: process.ppid, url: 'http://127.0.0.1:3000', operatorToken: 'op_secret' };

describe('the address file', () => {
  it('tells where Souk runs, to its owner alone, and leaves nothing beside it', () => {
    writeAddress(dataDir, address);
    expect(readAddress(dataDir)).toEqual(address);
    expect(statSync(join(dataDir, 'address.json')).mode & 0o777).toBe(0o600);
    expect(readdirSync(dataDir)).toEqual(['address.json']);
  });

  it('of a process that has died means that nothing runs', () => {
    writeAddress(dataDir, { ...address, pid: 2 ** 22 + 1 });
    expect(readAddress(dataDir)).toBeNull();
  });

  it('of a process whose number this one has now means that nothing runs', () => {
    writeAddress(dataDir, { ...address, pid: process.pid });
    expect(readAddress(dataDir)).toBeNull();
  });

  it('without content, as a crash in its writing left it, does not keep Souk from starting', () => {
    writeFileSync(join(dataDir, 'address.json'), '');
    expect(readAddress(dataDir)).toBeNull();
  });

  it('is gone after an orderly stop', () => {
    writeAddress(dataDir, address);
    removeAddress(dataDir);
    expect(readAddress(dataDir)).toBeNull();
  });
});
