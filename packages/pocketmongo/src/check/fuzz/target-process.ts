import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const TARGET = fileURLToPath(new URL('./target.ts', import.meta.url));

type Fact = { port?: number; failure?: string; memory?: number };

/** A server in a process of its own. */
export class TargetProcess {
  readonly failures: string[] = [];
  /** What Node said when the process ended by itself. */
  complaint = '';
  port = 0;
  readonly #directory = mkdtempSync(join(tmpdir(), 'pocketmongo-fuzz-'));
  readonly #child: ChildProcess;
  #heard: (fact: Fact) => void = () => undefined;

  constructor() {
    const args = ['--no-warnings', '--expose-gc', TARGET, this.#directory];
    this.#child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child.stderr?.on('data', (chunk: Buffer) => (this.complaint += chunk.toString()));
    if (this.#child.stdout === null) throw new Error('no output to read');
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      const fact = JSON.parse(line) as Fact;
      if (fact.failure === undefined) this.#heard(fact);
      else this.failures.push(fact.failure);
    });
  }

  async start(): Promise<void> {
    this.port = (await this.#fact()).port ?? 0;
  }

  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Bytes on the heap and beside it, after a garbage collection. */
  async memory(): Promise<number> {
    this.#child.stdin?.write('memory\n');
    return (await this.#fact()).memory ?? 0;
  }

  async stop(): Promise<number | null> {
    const ended = this.alive ? once(this.#child, 'exit') : undefined;
    this.#child.stdin?.end();
    await ended;
    rmSync(this.#directory, { recursive: true, force: true });
    return this.#child.exitCode;
  }

  #fact(): Promise<Fact> {
    return new Promise((resolve, reject) => {
      this.#heard = resolve;
      this.#child.once('exit', () => reject(new Error(`the server ended: ${this.complaint}`)));
    });
  }
}
