import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { ConfigError, environmentName, parseConfig } from './index.ts';

const schema = z.object({
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default('BRL'),
  hashCost: z.coerce.number().int().min(10).max(15).default(12),
  shape: z.enum(['one', 'many']).default('one'),
  trace: z.stringbool().default(false),
  secret: z.string().min(16),
});

function faultOf(environment: Record<string, string>): ConfigError {
  try {
    parseConfig(schema, environment, 'SOUK_');
  } catch (error) {
    if (error instanceof ConfigError) return error;
  }
  throw new Error('the configuration was accepted');
}

const SECRET = { SOUK_SECRET: '0123456789abcdef' };

describe('configuration', () => {
  it('reads each field from its variable, with defaults, frozen', () => {
    const config = parseConfig(
      schema,
      { ...SECRET, SOUK_HASH_COST: '10', SOUK_TRACE: 'true', OTHER: 'x' },
      'SOUK_',
    );
    expect(config).toEqual({
      currency: 'BRL',
      hashCost: 10,
      shape: 'one',
      trace: true,
      secret: SECRET.SOUK_SECRET,
    });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('takes an empty variable for an absent one', () => {
    expect(parseConfig(schema, { ...SECRET, SOUK_CURRENCY: '' }, 'SOUK_').currency).toBe('BRL');
  });

  it('takes keys that are variables already as they are', () => {
    const direct = z.object({ SOUK_CURRENCY: z.string() });
    expect(parseConfig(direct, { SOUK_CURRENCY: 'EUR' })).toEqual({ SOUK_CURRENCY: 'EUR' });
    expect(environmentName('SOUK_CURRENCY', 'SOUK_')).toBe('SOUK_CURRENCY');
    expect(environmentName('hashCost', 'SOUK_')).toBe('SOUK_HASH_COST');
  });

  it.each([
    [{ SOUK_HASH_COST: '99' }, 'SOUK_HASH_COST', 'a whole number from 10 to 15'],
    [{ SOUK_HASH_COST: 'much' }, 'SOUK_HASH_COST', 'a whole number from 10 to 15'],
    [{ SOUK_SHAPE: 'two' }, 'SOUK_SHAPE', 'one, many'],
    [{ SOUK_TRACE: 'perhaps' }, 'SOUK_TRACE', 'true, false'],
    [{ SOUK_CURRENCY: 'real' }, 'SOUK_CURRENCY', 'text in the form ^[A-Z]{3}$'],
  ])('says of %j which variable is wrong and what is allowed', (environment, variable, allowed) => {
    const fault = faultOf({ ...SECRET, ...environment });
    expect(fault.variables).toEqual([variable]);
    expect(fault.message).toContain(`${variable}: `);
    expect(fault.message).toContain(`Allowed: ${allowed}`);
  });

  it('names every wrong variable, and never a value', () => {
    const fault = faultOf({ SOUK_SECRET: 'tooshort', SOUK_SHAPE: 'two' });
    expect(fault.variables).toEqual(['SOUK_SHAPE', 'SOUK_SECRET']);
    expect(fault.message).not.toContain('tooshort');
    expect(faultOf({}).message).toContain('SOUK_SECRET: must be set');
  });
});
