import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHttp } from '../harness/http.ts';
import { runSouk } from '../harness/souk-command.ts';
import { startSoukProcess, temporaryData, type SoukProcess } from '../harness/souk-process.ts';

const data = temporaryData('cli');
let souk: SoukProcess;
beforeAll(async () => {
  souk = await startSoukProcess({ dataDir: data.dataDir });
});
afterAll(async () => {
  await souk.stop();
  data.remove();
});

const run = (...args: string[]) => runSouk(args, data);
const COMMANDS = ['start', 'import', 'admin create', 'config check', 'access matrix'];

describe('the command line', () => {
  it.each(COMMANDS)('explains `souk %s --help`', async (command) => {
    const { code, stdout, stderr } = await run(...command.split(' '), '--help');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(new RegExp(`^Usage: souk ${command}`));
    expect(stdout).toContain('--help');
  });

  it('lists its commands without being told anything, and when it does not understand', async () => {
    const [nothing, help, unknown] = await Promise.all([run(), run('--help'), run('sell', 'everything')]);
    expect([nothing.code, help.code, unknown.code]).toEqual([0, 0, 2]);
    for (const command of COMMANDS) expect(nothing.stdout).toContain(command);
    expect(help.stdout).toBe(nothing.stdout);
    expect(unknown.stderr).toContain('there is no command "sell everything"');
  });

  it.each([
    ['start', '--bogus'],
    ['import', 'sellers'],
    ['import', 'people', 'people.csv'],
    ['import', 'sellers', 'a.csv', 'b.csv'],
    ['admin', 'create'],
    ['admin', 'create', '--email', 'a@example.com', '--role', 'emperor'],
  ])('refuses `souk %s %s …` with 2 and one line without a stack', async (...args) => {
    const { code, stdout, stderr } = await run(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^souk: /);
    expect(stderr).not.toContain('    at ');
  });
});

describe('souk admin create', () => {
  const logIn = async (email: string, password: string) => {
    const http = createHttp(souk.url);
    const answer = await http.send('POST', '/api/v1/sessions', { email, password });
    http.close();
    return answer;
  };

  it('makes an administrator and prints the password that it made', async () => {
    const { code, stdout } = await run('admin', 'create', '--email', 'ada@example.com');
    expect(code).toBe(0);
    const [, password = ''] = /Password \(shown once\): (\S+)/.exec(stdout) ?? [];
    expect(await logIn('ada@example.com', password)).toMatchObject({ status: 201 });
    const again = await run('admin', 'create', '--email', 'ada@example.com');
    expect(again.code).toBe(1);
    expect(again.stderr).toMatch(/^souk: .*e-mail/);
  });

  it('takes a given password and keeps it off the screen', async () => {
    const password = 'correct horse battery';
    const args = ['--email', 'bo@example.com', '--password', password, '--role', 'carrier'];
    const { code, stdout } = await run('admin', 'create', ...args);
    expect(code).toBe(0);
    expect(stdout).not.toContain(password);
    expect(await logIn('bo@example.com', password)).toMatchObject({ status: 201 });
    const short = await run('admin', 'create', '--email', 'cy@example.com', '--password', 'short');
    expect(short.code).toBe(1);
    expect(short.stderr).toContain('password');
  });
});

describe('souk config check', () => {
  const check = (env: Record<string, string>) => runSouk(['config', 'check'], { ...data, env });

  it('prints what is in force, but no secret', async () => {
    const { code, stdout } = await check({ SOUK_WEBHOOK_SECRET: 'whisper-whisper-whisper' });
    expect(code).toBe(0);
    expect(stdout).toContain('SOUK_CURRENCY=BRL');
    expect(stdout).toContain('SOUK_WEBHOOK_SECRET=(set)');
    expect(stdout).not.toContain('whisper');
  });

  it.each([
    ['PORT', '70000', '65535'],
    ['SOUK_LOG_LEVEL', 'loud', 'silent, error, warn, info, debug'],
    ['SOUK_BCRYPT_COST', '3', 'from 10 to 15'],
    ['SOUK_ORDERS_LEASE_MS', 'soon', 'from 50'],
  ])('names a wrong %s and what is allowed', async (name, value, allowed) => {
    const { code, stderr } = await check({ [name]: value });
    expect(code).toBe(1);
    expect(stderr).toContain(`${name}: `);
    expect(stderr).toContain(allowed);
    expect(stderr).not.toContain('    at ');
  });
});

describe('souk access matrix', () => {
  it('prints what each role is answered on each route', async () => {
    const { code, stdout } = await run('access', 'matrix', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toContainEqual(
      expect.objectContaining({ path: '/api/v1/seller-imports', guest: '401', admin: 'yes' }),
    );
  });
});

describe('souk start', () => {
  let busy: Server;
  beforeAll(async () => {
    busy = createServer();
    await new Promise<void>((resolve) => busy.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    busy.close();
  });

  it('says so when the port is in use, and ends', async () => {
    const other = temporaryData('cli-port');
    const { port } = busy.address() as AddressInfo;
    const { code, stderr } = await runSouk(['start'], { ...other, env: { PORT: String(port) } });
    other.remove();
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `souk: Port ${port} is in use. Stop what listens there, or choose another port: PORT=${port + 1} npm start\n`,
    });
  });

  it('says so when Souk runs on the data directory, and leaves it alone', async () => {
    const { code, stderr } = await run('start', '--fresh');
    expect(code).toBe(1);
    expect(stderr).toContain(`Souk already runs on this data directory at ${souk.url}`);
    expect((await fetch(`${souk.url}/health/ready`)).status).toBe(200);
  });

  it('says so when the setting of a service is wrong, and ends', async () => {
    const other = temporaryData('cli-setting');
    const { code, stderr } = await runSouk(['start'], { ...other, env: { SOUK_BCRYPT_COST: '3' } });
    other.remove();
    expect(code).toBe(1);
    expect(stderr).toContain('SOUK_BCRYPT_COST');
    expect(stderr).not.toContain('    at ');
  });
});
