import type { Command } from './command.ts';

export const ping: Command = { names: ['ping'], access: 'none', run: () => new Map() };
