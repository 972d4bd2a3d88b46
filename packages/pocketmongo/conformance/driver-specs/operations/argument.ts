import type { EntityMap } from '../entities.ts';
import { arrayOf, type Fields, fieldsOf, stringOf } from '../format.ts';
import { driverOptions } from '../options.ts';

/** The arguments of an operation: some are parameters of the driver's method, the rest are its options. */
export interface Arguments {
  document: (name: string) => Fields;
  documents: (name: string) => Fields[];
  text: (name: string) => string;
  /** A document, or a pipeline as an array. */
  value: (name: string) => unknown;
  /** Everything but the named parameters, as the driver takes it. */
  optionsBut: (...parameters: readonly string[]) => Fields;
}

export function argumentsOf(given: Fields, entities: EntityMap): Arguments {
  return {
    document: (name) => fieldsOf(given[name], name),
    documents: (name) => arrayOf(given[name], name).map((one) => fieldsOf(one, name)),
    text: (name) => stringOf(given[name], name),
    value: (name) => given[name],
    optionsBut: (...parameters) =>
      driverOptions(
        Object.fromEntries(Object.entries(given).filter(([name]) => !parameters.includes(name))),
        entities,
      ),
  };
}
